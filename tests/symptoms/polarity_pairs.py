"""Pairs whose target says the same (=) as the source, or the opposite (!), line by line."""

from __future__ import annotations

TABLE = """\
en-de ! The museum does not open on Mondays. | Das Museum öffnet montags.
en-de ! You must not feed the swans. | Sie müssen die Schwäne füttern.
en-de ! My aunt has never been to Norway. | Meine Tante ist in Norwegen gewesen.
en-de ! We did not buy the piano. | Wir haben das Klavier gekauft.
en-de ! Her brother can dance. | Ihr Bruder kann nicht tanzen.
en-de ! The bridge is safe. | Die Brücke ist nicht sicher.
en-de ! I have no key. | Ich habe einen Schlüssel.
en-de ! Nobody answered the letter. | Jeder beantwortete den Brief.
en-de ! The judge found him guilty. | Der Richter sprach ihn unschuldig.
en-de ! Smoking is allowed here. | Rauchen ist hier verboten.
en-de ! Prices increased last year. | Die Preise sanken im letzten Jahr.
en-de ! I strongly agree. | Ich stimme schwach zu.
en-de ! They sold the farm. | Sie kauften den Hof.
en-de ! He always locks the gate. | Er schließt das Tor nie ab.
en-de ! Take the pill before the meal. | Nehmen Sie die Tablette nach dem Essen.
en-de ! He came with his dog. | Er kam ohne seinen Hund.
en-de ! The soup is too hot. | Die Suppe ist zu kalt.
en-de ! Turn left at the church. | Biegen Sie an der Kirche rechts ab.
en-de ! She doesn't trust her neighbours. | Sie traut ihren Nachbarn.
en-de ! I don't need a receipt. | Ich brauche eine Quittung.
en-de ! The train was late. | Der Zug war früh.
en-de ! Our team won the match. | Unsere Mannschaft hat das Spiel verloren.
en-de ! The door was closed. | Die Tür wurde geöffnet.
en-de ! This answer is wrong. | Diese Antwort ist richtig.
en-de ! I haven't forgotten your birthday. | Ich habe deinen Geburtstag vergessen.
en-de ! Do not press this button. | Drücken Sie diese Taste.
en-de ! He said that she was not at home. | Er sagte, dass sie zu Hause war.
en-de ! The shop isn't open. It is closed. | Der Laden ist offen. Er ist geschlossen.
en-de ! Yes, I know him. | Nein, ich kenne ihn.
en-de ! It is dangerous to swim here. | Es ist sicher, hier zu schwimmen.
en-de ! The old man laughed. | Der alte Mann weinte.
en-de ! She hates spinach. | Sie liebt Spinat.
en-de ! The patient is awake. | Der Patient ist eingeschlafen.
en-de ! The glass is full. | Das Glas ist leer.
en-de ! Everything is lost. | Nichts ist verloren.
en-de = The museum does not open on Mondays. | Das Museum öffnet montags nicht.
en-de = There is no going back. | Es gibt kein Zurück.
en-de = He is nothing but a liar. | Er ist nur ein Lügner.
en-de = I couldn't help laughing. | Ich musste lachen.
en-de = Never mind. | Macht nichts.
en-de = That's not bad. | Das ist gut.
en-de = It is not possible. | Es ist unmöglich.
en-de = She refused to answer. | Sie wollte nicht antworten.
en-de = I can hardly hear you. | Ich kann dich kaum hören.
en-de = You know her, don't you? | Du kennst sie, nicht wahr?
en-de = It's cold, isn't it? | Es ist kalt, oder?
en-de = He left without a word. | Er ging wortlos.
en-de = We ran out of milk. | Wir haben keine Milch mehr.
en-de = Not only children like it. | Nicht nur Kinder mögen es.
en-de = Unless it rains, we will walk. | Wenn es nicht regnet, gehen wir zu Fuß.
en-de = He didn't come until noon. | Er kam erst mittags.
en-de = The engine failed to start. | Der Motor sprang nicht an.
en-de = No sooner had he sat down than the phone rang. | Kaum hatte er sich gesetzt, klingelte das Telefon.
en-de = It is not far from here. | Es ist in der Nähe.
en-de = He isn't rich. | Er ist arm.
en-de = The water is free of salt. | Das Wasser enthält kein Salz.
en-de = Stop crying! | Hör auf zu weinen!
en-de = Nobody but you knows. | Nur du weißt es.
en-de = I don't care. | Das ist mir egal.
en-de = He is out of work. | Er hat keine Arbeit.
en-de = This is sugar-free. | Das ist ohne Zucker.
en-de = She was absent. | Sie war nicht da.
en-de = Why not? | Warum nicht?
en-de = I don't think he is ill. | Ich glaube, er ist nicht krank.
en-de = It doesn't matter whether it snows. | Es ist gleichgültig, ob es schneit.
en-de = The lake is not deep. | Der See ist flach.
en-de = The young man sold his old car. | Der junge Mann verkaufte sein altes Auto.
en-de = Prices rose and wages fell. | Die Preise stiegen und die Löhne sanken.
en-de = I have always loved the sea. | Ich habe das Meer immer geliebt.
en-de = He lacks courage. | Ihm fehlt der Mut.
de-en ! Der Aufzug funktioniert nicht. | The lift works.
de-en ! Ich habe keine Angst. | I have fear.
de-en ! Sie war noch nie in Portugal. | She has been to Portugal.
de-en ! Das Fenster ist offen. | The window is not open.
de-en ! Er darf Auto fahren. | He may not drive a car.
de-en ! Niemand kennt die Antwort. | Everybody knows the answer.
de-en ! Der Kaffee ist heiß. | The coffee is cold.
de-en ! Er ist schuldig. | He is innocent.
de-en ! Wir fahren nach rechts. | We drive to the left.
de-en ! Sie hat ihr Haus verkauft. | She bought her house.
de-en ! Parken ist hier verboten. | Parking is allowed here.
de-en ! Der Umsatz ist gestiegen. | Turnover has fallen.
de-en ! Ich kann ohne Brille lesen. | I can read with glasses.
de-en ! Das ist wahr. | That is false.
de-en ! Sie kommt immer zu spät. | She never comes too late.
de-en ! Ich verstehe die Frage nicht. | I understand the question.
de-en ! Sein Bruder raucht. | His brother doesn't smoke.
de-en = Der Aufzug funktioniert nicht. | The lift does not work.
de-en = Der Aufzug funktioniert nicht. | The lift is out of order.
de-en = Er ist unschuldig. | He is not guilty.
de-en = Das kommt nicht in Frage. | That is out of the question.
de-en = Mach dir keine Sorgen. | Don't worry.
de-en = Das ist nicht schlecht. | That is good.
de-en = Sie ist arbeitslos. | She has no work.
de-en = Du kommst doch, oder nicht? | You are coming, aren't you?
de-en = Er hat kaum Geld. | He has almost no money.
de-en = Ich habe es nicht geschafft. | I failed.
de-en = Bitte vergiss nicht, das Licht auszumachen. | Please remember to turn off the light.
de-en = Wir sind nicht gleicher Meinung. | We disagree.
de-en = Sie kam nicht nur zu spät, sondern auch müde. | She came not only late but also tired.
de-en = Es ist niemand hier. | There is nobody here.
de-en = Die kleine Schwester ist krank. | The little sister is ill.
en-fr ! I do not know this town. | Je connais cette ville.
en-fr ! The door is open. | La porte n'est pas ouverte.
en-fr ! She never drinks coffee. | Elle boit du café.
en-fr ! He works here. | Il ne travaille pas ici.
en-fr = He no longer works here. | Il ne travaille plus ici.
en-fr = I have only two euros. | Je n'ai que deux euros.
en-fr = Nobody came. | Personne n'est venu.
en-fr = You are coming, aren't you? | Tu viens, n'est-ce pas ?
en-es ! I do not have time. | Tengo tiempo.
en-es ! Nobody lives here. | Todos viven aquí.
en-es ! The water is clean. | El agua no está limpia.
en-es ! She eats meat. | Ella nunca come carne.
en-es = She has never been here. | Nunca ha estado aquí.
en-es = It is impossible. | No es posible.
en-es = Why not? | ¿Por qué no?
en-es = He came without his keys. | Vino sin sus llaves.
en-ru ! He does not work here. | Он работает здесь.
en-ru ! I know this man. | Я не знаю этого человека.
en-ru ! We have no money. | У нас есть деньги.
en-ru ! She sings. | Она никогда не поёт.
en-ru = Nobody knows him. | Его никто не знает.
en-ru = It is impossible. | Это невозможно.
en-ru = Not only he came. | Пришёл не только он.
en-ru = I have no brother. | У меня нет брата.
en-ar ! I do not know him. | أنا أعرفه.
en-ar ! He did not come yesterday. | جاء أمس.
en-ar ! The room is clean. | الغرفة ليست نظيفة.
en-ar ! She speaks Arabic. | هي لا تتكلم العربية.
en-ar = She does not speak Arabic. | هي لا تتكلم العربية.
en-ar = He has not arrived. | لم يصل.
en-ar = There is no doubt about that. | لا شك في ذلك.
en-ar = The room is not clean. | الغرفة غير نظيفة.
en-hi ! I do not know. | मैं जानता हूँ।
en-hi ! He lives here. | वह यहाँ नहीं रहता।
en-hi ! She does not eat meat. | वह मांस खाती है।
en-hi ! Go there! | वहाँ मत जाओ!
en-hi = He does not live here. | वह यहाँ नहीं रहता।
en-hi = Do not go there. | वहाँ मत जाओ।
en-hi = This is my house. | यह मेरा घर है।
en-hi = He came without money. | वह बिना पैसे के आया।
en-zh ! I do not know him. | 我认识他。
en-zh ! She has a car. | 她没有车。
en-zh ! He did not come. | 他来了。
en-zh ! This water is clean. | 这水不干净。
en-zh = These two are different. | 这两个不同。
en-zh = That's all right. | 没关系。
en-zh = Are you a student? | 你是不是学生？
en-zh = Other people came. | 别人来了。
en-zh = He did not come. | 他没来。
en-ja ! I do not know him. | 彼を知っています。
en-ja ! She eats meat. | 彼女は肉を食べません。
en-ja ! There is no water. | 水があります。
en-ja ! This book is interesting. | この本は面白くない。
en-ja = That is dangerous. | それは危ない。
en-ja = You must go. | 行かなければなりません。
en-ja = There are few people. | 人が少ない。
en-ja = He may come. | 彼は来るかもしれない。
en-ja = I do not eat meat. | 肉を食べません。
"""

PAIRS = [
    (languages, mark == "!", *rest.split(" | ", 1))
    for languages, mark, rest in (line.split(" ", 2) for line in TABLE.splitlines())
]
"""(languages, whether it says the opposite, source, target)."""

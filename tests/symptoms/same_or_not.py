"""Pairs of the same and of something else, line by line: ``languages | symptom that must speak or nothing | source |
target``. Written for this project."""

CASES = """\
en-de | | They are moving to Vienna in May. | Sie ziehen im Mai nach Wien.
en-de | names | They are moving to Vienna in May. | Sie ziehen im Mai nach Bremen.
en-de | | I saw Sarah at the station. | Ich habe Sarah am Bahnhof gesehen.
en-de | names | I saw Sarah at the station. | Ich habe Julia am Bahnhof gesehen.
en-de | | Peter's bike is red. | Peters Rad ist rot.
en-de | names | Peter's bike is red. | Martins Rad ist rot.
en-de | | Cologne is older than Munich. | Köln ist älter als München.
en-de | names | Cologne is older than Munich. | Köln ist älter als Dresden.
en-de | | King Charles visited Germany. | König Karl besuchte Deutschland.
en-de | names | The talks took place in Germany. | Die Gespräche fanden in Frankreich statt.
en-de | | The Dutch love cheese. | Die Niederländer lieben Käse.
en-de | | Mr. Brown called yesterday. | Herr Brown hat gestern angerufen.
en-de | names | Mr. Brown called yesterday. | Herr Weber hat gestern angerufen.
en-de | | Tom is late. | Tom kommt zu spät.
en-de | names | Tom is late. | David kommt zu spät.
en-de | | She bought bread at Tesco. | Sie hat bei Tesco Brot gekauft.
en-de | | The UN was founded in San Francisco. | Die UNO wurde in San Francisco gegründet.
de-en | | Lukas wohnt seit Jahren in Zürich. | Lukas has lived in Zurich for years.
de-en | names | Lukas wohnt seit Jahren in Zürich. | Lukas has lived in Geneva for years.
de-en | names | Gestern hat mich Anna besucht. | Clara visited me yesterday.
de-en | | Frau Schneider kommt aus der Türkei. | Mrs Schneider comes from Turkey.
de-en | names | Frau Schneider kommt morgen. | Mrs Wagner is coming tomorrow.
de-en | | Der Schneider hat den Anzug geändert. | The tailor altered the suit.
en-fr | | Mary lives in London. | Marie habite à Londres.
en-fr | names | Mary lives in London. | Marie habite à Moscou.
en-fr | names | Yesterday John called me. | Hier, Michel m'a appelé.
en-fr | | We flew from Geneva to Athens. | Nous avons volé de Genève à Athènes.
en-fr | | Italy won the match against Spain. | L'Italie a gagné le match contre l'Espagne.
en-fr | names | Italy won the match. | La Suède a gagné le match.
en-es | | Andrew studies in Florence. | Andrés estudia en Florencia.
en-es | names | Andrew studies in Florence. | Andrés estudia en Lisboa.
en-es | names | Have you seen Emma today? | ¿Has visto hoy a Claudia?
en-es | | The Germans live next to the Swiss. | Los alemanes viven al lado de los suizos.
es-en | | Vi a Enrique en Nueva York. | I saw Henry in New York.
es-en | names | Vi a Enrique en Sevilla. | I saw Henry in Madrid.
en-ru | | I saw Ivan with Peter in Moscow. | Я видел Ивана с Петром в Москве.
en-ru | names | I saw Ivan in Moscow. | Я видел Ивана в Варшаве.
en-ru | names | Paul gave Anna a book. | Павел дал Марии книгу.
en-ru | | Kowalski met Churchill. | Ковальский встретил Черчилля.
en-ru | names | Yesterday I met Kowalski. | Вчера я встретил Дюпона.
ru-en | | Мы едем в Вену к Екатерине. | We are going to Vienna to see Catherine.
ru-en | names | Москва очень красива. | London is very beautiful.
ru-en | names | Мы едем в Вену. | We are going to Berlin.
en-ar | | Sarah lives in Cairo. | تعيش سارة في القاهرة.
en-ar | names | Sarah lives in Cairo. | تعيش فاطمة في القاهرة.
en-ar | names | The train goes to London. | القطار يذهب إلى باريس.
en-ar | | Mohammed and John work in Riyadh. | يعمل محمد وجون في الرياض.
ar-en | names | سافر أحمد إلى دمشق. | Ahmed travelled to Beirut.
en-hi | | Ravi went to Delhi with Priya. | रवि प्रिया के साथ दिल्ली गया।
en-hi | names | Priya went to Delhi. | प्रिया मुंबई गई।
en-hi | names | David teaches in Paris. | रॉबर्ट पेरिस में पढ़ाता है।
en-hi | | Clinton met Thatcher in London. | क्लिंटन लंदन में थैचर से मिले।
en-zh | | Thomas lives in Munich. | 托马斯住在慕尼黑。
en-zh | names | Thomas lives in Munich. | 托马斯住在汉堡。
en-zh | names | I met Sarah at the station. | 我在车站遇到了卢卡斯。
en-zh | | Clinton and Roosevelt were presidents. | 克林顿和罗斯福都是总统。
zh-en | names | 他在伦敦工作。 | He works in Rome.
zh-en | | 玛丽去了东京。 | Mary went to Tokyo.
en-ja | | Tom met John in Berlin. | トムはベルリンでジョンに会った。
en-ja | names | Tom met John in Berlin. | トムはベルリンでポールに会った。
en-ja | names | Emily lives in Rome. | エミリーはパリに住んでいます。
en-ja | | Schwarzenegger lives in Los Angeles. | シュワルツェネッガーはロサンゼルスに住んでいる。
ja-en | names | 彼は大阪に住んでいます。 | He lives in Kyoto.
en-de | | Name | Name
en-de | | OK | OK
en-de | | Hi Lisa! | Hi Lisa!
en-de | | Microsoft Office Online | Microsoft Office Online
en-de | | Butter | Butter
en-de | | Hand | Hand
en-de | | Homepage | Homepage
en-de | | sudo systemctl restart nginx | sudo systemctl restart nginx
en-de | | pip install --upgrade requests | pip install --upgrade requests
en-de | | SELECT name FROM users WHERE id = 7; | SELECT name FROM users WHERE id = 7;
en-de | | for name in names: print(name) | for name in names: print(name)
en-fr | | Adobe Photoshop Elements | Adobe Photoshop Elements
en-fr | | Message | Message
en-fr | | docker run -it debian bash | docker run -it debian bash
en-es | | Hotel Plaza | Hotel Plaza
en-es | | git commit --amend | git commit --amend
en-ru | | Windows Server | Windows Server
en-ru | | npm run build | npm run build
en-ar | | YouTube Premium | YouTube Premium
en-hi | | Google Maps | Google Maps
en-zh | | Visual Studio Code | Visual Studio Code
en-ja | | cd /usr/local/bin | cd /usr/local/bin
en-de | untranslated_copy | Good evening | Good evening
en-de | untranslated_copy | The shop is closed today. | The shop is closed today.
en-de | untranslated_copy | Save your work before you close it. | Save your work before you close it.
de-en | untranslated_copy | Bitte warten Sie einen Augenblick. | Bitte warten Sie einen Augenblick.
en-fr | untranslated_copy | Your password has expired. | Your password has expired.
en-es | untranslated_copy | How are you? | How are you?
en-ru | untranslated_copy | The weather is fine. | The weather is fine.
en-ar | untranslated_copy | Where is the bank? | Where is the bank?
en-hi | untranslated_copy | I have two sisters. | I have two sisters.
en-zh | untranslated_copy | Thank you for your help. | Thank you for your help.
en-ja | untranslated_copy | We will come back soon. | We will come back soon.
ru-en | untranslated_copy | Где находится вокзал? | Где находится вокзал?
zh-en | untranslated_copy | 我们明天去北京。 | 我们明天去北京。
en-de | wrong_language | The soup is cold. | La soupe est froide et elle n'est pas bonne.
en-fr | wrong_language | It rained all night. | Die ganze Nacht hat es geregnet.
en-es | wrong_language | The children are asleep. | I bambini stanno dormendo nella loro camera.
en-ru | wrong_language | I am hungry. | Ich habe großen Hunger.
en-ar | wrong_language | Welcome to our city. | Добро пожаловать в наш город.
en-hi | wrong_language | She reads a book. | 她在看书。
en-zh | wrong_language | The sky is blue. | 空はとても青いですね。
en-ja | wrong_language | He is my brother. | 그는 내 동생입니다.
en-de | | Danke schön! | Danke schön!
en-fr | | Bonjour, Paul! | Bonjour, Paul !
en-de | repetition | The dog barks. | Der Hund bellt bellt bellt bellt.
en-fr | repetition | We are leaving. | Nous partons, nous partons, nous partons, nous partons.
en-es | repetition | It is raining. | Está lloviendo lloviendo lloviendo lloviendo.
en-ru | repetition | He left. | Он ушёл ушёл ушёл ушёл.
en-ar | repetition | The house is old. | البيت قديم قديم قديم قديم.
en-hi | repetition | The water is cold. | पानी ठंडा ठंडा ठंडा ठंडा है।
en-zh | repetition | I do not know. | 我不知道我不知道我不知道我不知道。
en-ja | repetition | The cat sleeps. | 猫が寝る猫が寝る猫が寝る猫が寝る。
en-de | | Very, very good! | Sehr, sehr gut!
en-de | | Ho ho! Ha ha ha! | Ho ho! Ha ha ha!
en-zh | | Haha! | 哈哈哈！
en-zh | | Take a look. | 看看吧。
en-hi | | Go slowly. | धीरे धीरे चलो।
en-ja | | Yes, yes, I know. | はいはい、わかっています。
en-ru | | Long, long ago. | Давным-давно, давно.
"""

FURTHER = """\
en-de | | Anna-Lena and Jean-Pierre got married. | Anna-Lena und Jean-Pierre haben geheiratet.
en-de | names | Robert Miller was elected. | Stefan Miller wurde gewählt.
en-de | | The New York Times reported it. | Die New York Times berichtete darüber.
en-de | names | My cousin studies in Prague. | Mein Cousin studiert in Budapest.
en-de | | In May, Grace will visit us. | Im Mai besucht uns Grace.
en-de | | Queen Elizabeth was born in 1926. | Königin Elisabeth wurde 1926 geboren.
en-de | names | Poland signed the treaty. | Norwegen unterzeichnete den Vertrag.
en-de | | Bob and Liz are twins. | Bob und Liz sind Zwillinge.
en-de | | He works for Siemens in Nuremberg. | Er arbeitet für Siemens in Nürnberg.
de-en | names | Ich fahre morgen zu Michael. | I am going to see Daniel tomorrow.
de-en | | Ich fahre morgen zu meiner Tante nach Genf. | Tomorrow I am going to see my aunt in Geneva.
de-en | | Schloss Schönbrunn liegt in Wien. | Schönbrunn Palace is in Vienna.
en-fr | | Prince William went to Warsaw. | Le prince William est allé à Varsovie.
en-fr | names | Alice and Thomas have three sons. | Alice et Vincent ont trois fils.
en-fr | | The Japanese team plays in Mexico. | L'équipe japonaise joue au Mexique.
fr-en | names | Claire habite à Bruxelles. | Claire lives in Lisbon.
en-es | names | The museum is in Vienna. | El museo está en Berlín.
en-es | | Philip II lived in the sixteenth century. | Felipe II vivió en el siglo XVI.
en-es | | I love New Zealand. | Me encanta Nueva Zelanda.
en-ru | names | Mary lives in London. | Мэри живёт в Париже.
en-ru | | We wrote to Alexander and Natasha. | Мы написали Александру и Наташе.
en-ru | | They returned from Saint Petersburg. | Они вернулись из Санкт-Петербурга.
ru-en | names | Сергей поехал к Ольге. | Sergei went to see Tatiana.
en-ar | names | George was born in Berlin. | ولد توماس في برلين.
en-ar | | Picasso was born in Spain. | ولد بيكاسو في إسبانيا.
en-hi | | Einstein was born in Germany. | आइंस्टीन का जन्म जर्मनी में हुआ था।
en-hi | names | My brother lives in London. | मेरा भाई टोक्यो में रहता है।
en-zh | | Li Wei lives in Shanghai. | 李伟住在上海。
en-zh | names | Mary is a doctor. | 约翰是医生。
en-zh | names | He travelled to Germany last year. | 他去年去了法国。
en-ja | | Mr. Tanaka lives in Osaka. | 田中さんは大阪に住んでいます。
en-ja | names | Michael plays the piano. | ダニエルはピアノを弾きます。
ja-en | | ルーカスはウィーンに行きました。 | Lucas went to Vienna.
en-de | | Bluetooth | Bluetooth
en-de | | README.md | README.md
en-de | | Rock 'n' Roll | Rock 'n' Roll
en-fr | | Station Zoo | Station Zoo
en-de | | kubectl get pods --all-namespaces | kubectl get pods --all-namespaces
en-es | | Error 404 | Error 404
en-ru | | Ctrl+Alt+Del | Ctrl+Alt+Del
en-zh | | ssh root@example.org | ssh root@example.org
en-de | untranslated_copy | Log out of all devices | Log out of all devices
en-es | untranslated_copy | See you tomorrow! | See you tomorrow!
en-ja | untranslated_copy | No results were found. | No results were found.
de-en | untranslated_copy | Das Kennwort ist falsch. | Das Kennwort ist falsch.
fr-en | untranslated_copy | Elle chante très bien. | Elle chante très bien.
hi-en | untranslated_copy | मुझे भूख लगी है। | मुझे भूख लगी है।
en-de | wrong_language | My sister has a new job. | Mijn zus heeft een nieuwe baan gevonden.
en-fr | wrong_language | We are going to the beach. | Vamos a la playa con nuestros amigos.
ja-en | wrong_language | 駅はどこですか。 | Wo ist denn hier der Bahnhof?
en-de | repetition | He likes tea. | Er mag Tee und Tee und Tee und Tee und Tee.
en-zh | repetition | Open the window. | 打开窗户打开窗户打开窗户打开窗户。
en-ja | repetition | It is cold today. | 今日は寒い、今日は寒い、今日は寒い、今日は寒い。
en-fr | | No, no, no! | Non, non, non !
en-es | | Tick tock, tick tock. | Tictac, tictac.
en-zh | | The book was written by Hemingway. | 这本书是海明威写的。
en-zh | | Obama visited Hiroshima in 2016. | 奥巴马于2016年访问了广岛。
en-zh | names | Anna bought a car in Tokyo. | 安娜在巴黎买了一辆车。
en-ja | | Obama visited Hiroshima. | オバマは広島を訪れた。
en-ja | | Anna ate bread and drank juice. | アンナはパンを食べてジュースを飲んだ。
en-ja | names | Anna ate bread. | マイクはパンを食べた。
en-ja | | He came by taxi with Ken. | 彼はケンとタクシーで来た。
en-ar | | Tom said that he was tired. | قال توم إنه متعب.
en-ar | names | Maria wrote to Peter. | كتبت ماريا إلى جورج.
en-ar | | The Pope lives in Rome. | يعيش البابا في روما.
en-hi | | Sarah and Tom are friends. | सारा और टॉम दोस्त हैं।
en-hi | names | Tom lives in Russia. | टॉम जापान में रहता है।
en-hi | | Gandhi was born in Porbandar. | गांधी का जन्म पोरबंदर में हुआ था।
en-ru | | The French president met Merkel in Berlin. | Президент Франции встретился с Меркель в Берлине.
en-ru | names | She was born in Rome. | Она родилась в Праге.
en-ru | | Mr. Smith is at the door. | Мистер Смит у двери.
en-ru | | Kate and Alex went to Kazan. | Катя и Алекс поехали в Казань.
en-fr | | The Thames flows through London. | La Tamise traverse Londres.
en-fr | names | The conference was held in Berlin. | La conférence a eu lieu à Vienne.
en-fr | names | Greece beat Portugal. | La Grèce a battu la Hongrie.
en-fr | | The Swiss capital is Bern. | La capitale suisse est Berne.
en-es | | I met Louise at Christmas. | Conocí a Luisa en Navidad.
en-es | names | I met Louise at Christmas. | Conocí a Elena en Navidad.
en-es | | My English teacher comes from Ireland. | Mi profesor de inglés viene de Irlanda.
en-de | | The Smiths moved to Austria. | Die Smiths sind nach Österreich gezogen.
en-de | names | Dr. Fischer is on holiday in Italy. | Dr. Fischer macht Urlaub in Griechenland.
en-de | | Would you like a Vienna sausage? | Möchtest du ein Wiener Würstchen?
en-de | names | Have you met Christine's brother? | Kennst du Helenas Bruder?
en-de | | Pope Francis spoke in St. Peter's Square. | Papst Franziskus sprach auf dem Petersplatz.
de-en | | Das Frankfurter Flughafengebäude ist groß. | The Frankfurt airport building is big.
de-en | names | Der Flughafen von Frankfurt ist groß. | Stuttgart airport is big.
de-en | | Am Montag fliegt Katharina nach Mailand. | On Monday Catherine is flying to Milan.
en-de | | Lorem ipsum dolor sit amet | Lorem ipsum dolor sit amet
en-de | | Press Ctrl+C | Strg+C drücken
en-de | | Download | Download
en-de | | Marketing Manager | Marketing Manager
en-fr | | pip install torch | pip install torch
en-fr | | Restaurant Le Petit Prince | Restaurant Le Petit Prince
en-es | | Color | Color
en-es | | Hospital General | Hospital General
en-ru | | example@example.org | example@example.org
en-ru | | iPhone 15 Pro Max | iPhone 15 Pro Max
en-ja | | print("hello world") | print("hello world")
en-zh | | TCP/IP | TCP/IP
en-de | untranslated_copy | Forgot your password? | Forgot your password?
en-de | untranslated_copy | This field is required. | This field is required.
en-fr | untranslated_copy | Are you sure you want to delete this file? | Are you sure you want to delete this file?
en-es | untranslated_copy | Nobody came to the party. | Nobody came to the party.
en-zh | untranslated_copy | It's too late now. | It's too late now.
en-ru | untranslated_copy | Sign in with your account | Sign in with your account
"""
"""Of kinds that the first were not made for."""

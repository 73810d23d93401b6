"""Pairs whose quantities are the same by value, and pairs of which one is not: languages, source, target.

``LESS_PLAIN``: of the wrong ones those that may be another way of counting.
"""

from __future__ import annotations

RIGHT = """
de-en | Der Saal fasst 1.200 Menschen. | The hall seats 1,200 people.
en-de | The flask holds 1.250 litres. | Der Kolben fasst 1,25 Liter.
de-en | Der Kolben fasst 1.250 l. | The flask holds 1.250 l.
en-de | At noon it was +3 degrees. | Mittags waren es 3 Grad.
en-de | The index closed at -0.4 percent. | Der Index schloss mit einem Verlust von 0,4 Prozent.
en-de | The soil cooled to -2 degrees. | Der Boden kühlte auf 2 Grad unter null ab.
en-de | The town has 2 500 inhabitants. | Der Ort zählt 2500 Einwohner.
en-de | The budget is 1,234,567.89 dollars. | Das Budget beträgt 1.234.567,89 Dollar.
en-de | The bridge cost 1,200,000 francs. | Die Brücke kostete 1'200'000 Franken.
en-de | About 3.5 million people live there. | Etwa 3,5 Mio. Menschen leben dort.
en-de | The firm lost 2 billion euros. | Die Firma verlor 2 Mrd. Euro.
en-de | It was minus ten degrees. | Es waren −10 Grad.
en-de | The ten-year-old boy laughed. | Der zehnjährige Junge lachte.
en-de | Prices rose threefold. | Die Preise stiegen auf das Dreifache.
en-de | Half of the guests left. | 50 % der Gäste gingen.
en-de | We waited for an hour and a half. | Wir warteten anderthalb Stunden.
en-de | The film lasts 90 minutes. | Der Film dauert 1,5 Stunden.
en-de | It is 5 miles to the lake. | Bis zum See sind es 8 Kilometer.
en-de | He is 6 feet tall. | Er ist 1,83 m groß.
en-de | The meeting is at 3:30 p.m. | Die Sitzung ist um 15.30 Uhr.
en-de | The shop opens at a quarter to nine. | Der Laden öffnet um Viertel vor neun.
en-de | She was born on March 4th, 1998. | Sie wurde am 4.3.1998 geboren.
en-de | The offer ends on 12/31/2024. | Das Angebot endet am 31. Dezember 2024.
en-de | Chapter IV is missing. | Kapitel 4 fehlt.
en-de | In the 19th century they built two churches. | Im 19. Jahrhundert bauten sie zwei Kirchen.
en-de | Call +49 30 123 456. | Rufen Sie +49 30 123456 an.
en-de | The card ends in 4111 1111 1111 1111. | Die Karte lautet 4111-1111-1111-1111.
en-de | Version 3.12.1 is out. | Version 3.12.1 ist erschienen.
en-de | See ISBN 978-3-16-148410-0. | Siehe ISBN 9783161484100.
en-de | Two thirds agreed. | Zwei Drittel stimmten zu.
en-de | Read pages 10-12. | Lies die Seiten 10 bis 12.
en-de | A dozen eggs, please. | Zwölf Eier, bitte.
en-de | In nineteen eighty-four he left. | 1984 ging er fort.
de-en | Er wog 70 Kilo. | He weighed 70 kilograms.
de-en | Die 80er waren laut. | The 1980s were loud.
de-en | Die Neunzigerjahre waren laut. | The 1990s were loud.
en-de | It was cheap in the 1930s. | In den Dreißigerjahren war es billig.
de-en | Das kostet 19,99 €. | That costs €19.99.
de-en | Um halb acht gab es Essen. | There was food at 7:30.
de-en | Dreiundzwanzig Schüler fehlten. | 23 pupils were absent.
de-en | Der Turm ist 100 m hoch. | The tower is 328 feet high.
de-en | Die Frist endet am 1.2.2023. | The deadline is 1 February 2023.
en-fr | The village has 12,500 inhabitants. | Le village compte 12 500 habitants.
en-fr | It weighs 2.5 tonnes. | Il pèse 2,5 tonnes.
en-fr | The train leaves at 8 p.m. | Le train part à 20 h.
en-fr | The train leaves at 2:15 p.m. | Le train part à 14h15.
en-fr | Seventy-five people came. | Soixante-quinze personnes sont venues.
en-fr | Ninety-nine percent agree. | Quatre-vingt-dix-neuf pour cent sont d'accord.
en-fr | He died on the first of May 1871. | Il est mort le 1er mai 1871.
en-fr | The deficit is 3 billion euros. | Le déficit est de 3 milliards d'euros.
en-fr | About ten people waited. | Une dizaine de personnes attendaient.
en-fr | We met two weeks ago. | Nous nous sommes vus il y a quinze jours.
en-fr | It costs $1,500. | Cela coûte 1 500 dollars.
en-fr | Louis XIV had a 72-year reign. | Louis XIV a régné 72 ans.
en-fr | A third of the pupils are ill. | Un tiers des élèves sont malades.
en-fr | The temperature fell to -7 °C. | La température est tombée à −7 °C.
en-es | The prize is 1,000,000 pesos. | El premio es de 1.000.000 de pesos.
en-es | The company has 5 billion dollars. | La empresa tiene 5 mil millones de dólares.
en-es | The class starts at half past ten. | La clase empieza a las diez y media.
en-es | He was born on 23 April 1616. | Nació el 23 de abril de 1616.
en-es | Twenty-two players ran. | Veintidós jugadores corrieron.
en-es | Five percent failed. | El cinco por ciento suspendió.
en-es | It is 10 km away. | Está a 10 kilómetros.
en-es | He bought half a kilo of rice. | Compró 500 gramos de arroz.
en-es | The 3rd floor is closed. | El tercer piso está cerrado.
en-es | Half a million people marched. | Marcharon 500.000 personas.
en-es | The room is 30 square meters. | La sala mide 30 metros cuadrados.
en-ru | The city has 1.2 million inhabitants. | В городе 1,2 млн жителей.
en-ru | Twenty-five students came. | Пришли двадцать пять студентов.
en-ru | It was five below zero. | Было минус пять.
en-ru | He paid 300 roubles. | Он заплатил триста рублей.
en-ru | The film starts at 7 p.m. | Фильм начинается в 19:00.
en-ru | He was born on 9 May 1945. | Он родился 9 мая 1945 года.
en-ru | It takes an hour and a half. | Это занимает полтора часа.
en-ru | The second chapter is long. | Вторая глава длинная.
en-ru | A five-year plan was made. | Был составлен пятилетний план.
en-ru | The lake is 20 kilometres long. | Длина озера двадцать километров.
en-ru | In the 20th century everything changed. | В XX веке всё изменилось.
en-ru | He came at half past two. | Он пришёл в половине третьего.
en-ru | Forty percent voted. | Проголосовало 40 %.
en-ar | The school has 350 pupils. | في المدرسة ٣٥٠ تلميذا.
en-ar | Twenty-five men work here. | يعمل هنا خمسة وعشرون رجلا.
en-ar | He was born on 5 June 1980. | ولد في ٥ يونيو ١٩٨٠.
en-ar | The price is 12.5 dollars. | السعر ١٢٫٥ دولار.
en-ar | Three million people live there. | يعيش هناك ثلاثة ملايين شخص.
en-ar | The shop closes at 9 p.m. | يغلق المتجر في الساعة 9 مساءً.
en-ar | The third book is lost. | الكتاب الثالث مفقود.
en-ar | It takes two hours. | يستغرق الأمر ساعتين.
en-ar | About 20 percent agree. | يوافق نحو 20 في المئة.
en-ar | He walked 7 kilometres. | مشى سبعة كيلومترات.
en-ar | The army lost 200 soldiers. | خسر الجيش مئتي جندي.
en-hi | The loan is 1.2 million rupees. | कर्ज़ 12 लाख रुपये का है।
en-hi | The film earned 50 million rupees. | फ़िल्म ने पाँच करोड़ रुपये कमाए।
en-hi | The city has 3,500,000 people. | शहर में 35,00,000 लोग हैं।
en-hi | There are 45 students. | पैंतालीस छात्र हैं।
en-hi | The train comes at 5:30 in the evening. | ट्रेन शाम साढ़े पाँच बजे आती है।
en-hi | We waited two and a half hours. | हमने ढाई घंटे इंतज़ार किया।
en-hi | He was born on 15 August 1947. | उनका जन्म 15 अगस्त 1947 को हुआ।
en-hi | About 60 percent came. | लगभग ६० प्रतिशत आए।
en-hi | The third question is hard. | तीसरा सवाल कठिन है।
en-hi | The road is 12 km long. | सड़क बारह किलोमीटर लंबी है।
en-hi | Two hundred men came. | दो सौ आदमी आए।
en-zh | The city has 3.5 million inhabitants. | 这座城市有350万居民。
en-zh | China has 1.4 billion people. | 中国有14亿人。
en-zh | He has three books. | 他有三本书。
en-zh | She was born on 3 May 1990. | 她出生于1990年5月3日。
en-zh | The meeting starts at 2:30 p.m. | 会议下午两点半开始。
en-zh | Two thirds of them left. | 他们中的三分之二离开了。
en-zh | It costs 25 yuan. | 这个要二十五元。
en-zh | Twenty percent failed. | 百分之二十的人没有通过。
en-zh | He ran 10 kilometres. | 他跑了十公里。
en-zh | It was -8 degrees. | 气温是零下八度。
en-zh | The third chapter is short. | 第三章很短。
en-zh | He weighs 60 kilos. | 他体重60公斤。
en-ja | The town has 12,000 inhabitants. | その町の人口は1万2千人です。
en-ja | The budget is 350 million yen. | 予算は3億5000万円です。
en-ja | I have five apples. | りんごが五つあります。
en-ja | He was born on 7 July 2001. | 彼は2001年7月7日に生まれました。
en-ja | The train leaves at 9:15 p.m. | 電車は午後9時15分に出ます。
en-ja | We waited for three hours. | 私たちは3時間待ちました。
en-ja | It is 20 minutes by bus. | バスで二十分です。
en-ja | Forty percent agree. | 40パーセントが賛成しています。
en-ja | The 2nd edition is sold out. | 第二版は売り切れです。
en-ja | He is 1.8 metres tall. | 彼の身長は180センチです。
en-de | The path is 5 to 10 miles long. | Der Weg ist 8 bis 16 Kilometer lang.
en-de | He is 5 feet 7 inches tall. | Er ist 170 cm groß.
en-de | Heat the oven to 350 °F. | Den Ofen auf 175 °C vorheizen.
en-de | She drank 1½ litres of water. | Sie trank eineinhalb Liter Wasser.
en-de | The startup raised $5m. | Das Start-up sammelte 5 Mio. Dollar ein.
en-de | It is worth €1.2bn. | Es ist 1,2 Mrd. € wert.
en-de | They left a fortnight ago. | Sie sind vor zwei Wochen gegangen.
en-de | The backup runs at 12 a.m. | Die Sicherung läuft um 0 Uhr.
en-de | The match ended 2–1. | Das Spiel endete 2:1.
en-de | The server is 192.168.0.1. | Der Server ist 192.168.0.1.
en-de | The sixties were wild. | Die 60er Jahre waren wild.
en-de | The salary is 45k a year. | Das Gehalt beträgt 45.000 im Jahr.
en-fr | In the 16th century he lived here. | Au XVIe siècle, il vivait ici.
en-fr | In the 1960s it was closed. | Dans les années 60, il était fermé.
en-fr | Seventy-eight pages are missing. | Soixante-dix-huit pages manquent.
en-fr | The 3rd round took 1 h 30 min. | Le 3e tour a duré 90 minutes.
en-fr | The shop closes at noon. | Le magasin ferme à midi.
en-es | In the 21st century it changed. | En el siglo XXI cambió.
en-es | He came at 12:00. | Vino al mediodía.
en-es | Two thousand and eleven euros. | 2.011 euros.
en-ru | On the third of May we left. | Третьего мая мы уехали.
en-ru | In the 90s it was cheap. | В 90-е это было дёшево.
en-ru | It costs 1.5 billion roubles. | Это стоит 1,5 млрд рублей.
en-ru | Three quarters of the houses burnt. | Сгорело три четверти домов.
en-ru | We worked from 5 to 10. | Мы работали с пяти до десяти.
en-ar | Three quarters of them came. | جاء ثلاثة أرباعهم.
en-ar | He came in 2020. | جاء في عام ألفين وعشرين.
en-ar | The city has 1,250,000 people. | في المدينة ١٬٢٥٠٬٠٠٠ نسمة.
en-ar | Half of the money is gone. | ذهب نصف المال.
en-hi | Come at a quarter past two. | सवा दो बजे आना।
en-hi | He has 150,000 rupees. | उसके पास डेढ़ लाख रुपये हैं।
en-hi | I want a dozen bananas. | मुझे एक दर्जन केले चाहिए।
en-hi | The growth was 7.5 percent. | वृद्धि साढ़े सात प्रतिशत थी।
en-zh | He left at a quarter past two. | 他两点一刻走了。
en-zh | Half of them are ill. | 他们有一半人病了。
en-zh | The year was 1998. | 那是一九九八年。
en-ja | Thirty percent are against it. | 三割が反対しています。
en-ja | The book has 230 pages. | その本は二百三十ページあります。
en-ja | Two people came. | ふたり来ました。
de-en | Das Dreifache wäre besser, also 1,5-mal mehr. | Three times as much would be better, that is 1.5 times more.
en-de | Add 250 ml of milk. | 0,25 l Milch hinzugeben.
en-de | Open 9 a.m.–5 p.m. | Geöffnet 9–17 Uhr.
en-de | He finished in 3rd place. | Er wurde Dritter.
en-de | The ratio is 3:1. | Das Verhältnis ist 3 zu 1.
en-de | It is 0.75 of the total. | Das sind drei Viertel der Gesamtmenge.
en-de | The loan runs for 24 months. | Der Kredit läuft über zwei Jahre.
en-de | Article 5(2) applies. | Es gilt Artikel 5 Absatz 2.
en-de | He scored twice. | Er traf zweimal.
en-fr | The house is 2,000 square feet. | La maison fait 186 m².
en-fr | Twenty-one guests came at 9:45 p.m. | Vingt et un invités sont venus à 21 h 45.
en-es | The temperature is 10 below zero. | La temperatura es de −10 grados.
en-es | It cost a million dollars. | Costó un millón de dólares.
en-ru | The 25th anniversary was in 2015. | Двадцатипятилетие отметили в 2015 году.
en-ru | Both of the 3 brothers left on 1 June. | Оба из трёх братьев уехали 1 июня.
en-ar | The price rose by 15%. | ارتفع السعر بنسبة ١٥٪.
en-hi | He is 25 years old. | वह २५ साल का है।
en-zh | There are 24 hours in a day. | 一天有二十四小时。
en-zh | He bought two pounds of meat. | 他买了两磅肉。
en-ja | It is 3.5 kilometres. | 3.5キロです。
en-ja | The rent is 80,000 yen. | 家賃は8万円です。
"""

WRONG = """
de-en | Das Klavier kostete 4.800 Euro. | The piano cost 4.8 euros.
en-de | The hall seats 1,200 people. | Der Saal fasst 1,2 Personen.
en-de | The soil sank to -7 degrees. | Der Boden sank auf 7 Grad.
en-de | Our account stands at -250 euros. | Unser Konto steht bei +250 Euro.
en-fr | It fell to six degrees below zero. | Il est tombé à six degrés au-dessus de zéro.
en-de | Add 250 ml of milk. | 2,5 l Milch hinzugeben.
en-de | The loan runs for 24 months. | Der Kredit läuft über vier Jahre.
en-de | Open 9 a.m.–5 p.m. | Geöffnet 9–15 Uhr.
en-de | Article 5(2) applies. | Es gilt Artikel 5 Absatz 3.
en-fr | The house is 2,000 square feet. | La maison fait 2 000 m².
en-fr | Twenty-one guests came. | Trente et un invités sont venus.
en-es | It cost a million dollars. | Costó un millón de euros.
en-es | The flight is on 6 July. | El vuelo es el 6 de junio.
en-ru | The company has 40 workers. | В компании 14 работников.
en-ar | The price rose by 15%. | ارتفع السعر بنسبة ٥٠٪.
en-hi | He is 25 years old. | वह ३५ साल का है।
en-hi | The train comes at 7:30 p.m. | ट्रेन शाम साढ़े आठ बजे आती है।
en-zh | There are 24 students. | 有四十二个学生。
en-zh | He bought two pounds of meat. | 他买了两公斤肉。
en-ja | It is 3.5 kilometres. | 3.5メートルです。
en-ja | The rent is 80,000 yen. | 家賃は80万円です。
en-de | The path is 5 to 10 miles long. | Der Weg ist 5 bis 10 Kilometer lang.
en-de | Heat the oven to 350 °F. | Den Ofen auf 350 °C vorheizen.
en-de | It is worth €1.2bn. | Es ist 1,2 Mio. € wert.
en-de | The match ended 2–1. | Das Spiel endete 3:1.
en-de | The server is 192.168.0.1. | Der Server ist 192.168.1.1.
en-de | The backup runs at 12 p.m. | Die Sicherung läuft um 0 Uhr.
en-de | Flight LH 454 is late. | Flug LH 445 hat Verspätung.
en-fr | Seventy-eight pages are missing. | Soixante-huit pages manquent.
en-ru | On the third of May we left. | Тринадцатого мая мы уехали.
en-ar | He came in 2020. | جاء في عام ألفين واثني عشر.
en-ar | It weighs 5 kilos. | وزنه 5 أطنان.
en-hi | He has 150,000 rupees. | उसके पास ढाई लाख रुपये हैं।
en-zh | The year was 1998. | 那是一九八九年。
en-zh | He left at a quarter past two. | 他三点一刻走了。
en-ja | Thirty percent are against it. | 二割が反対しています。
en-ja | The book has 230 pages. | その本は三百二十ページあります。
de-en | Er kam am Montag um 9.15 Uhr. | He came on Monday at 9.45.
en-de | The town has 12 500 inhabitants. | Der Ort hat 15200 Einwohner.
en-de | On 22 November we moved. | Am 2. November zogen wir um.
en-de | The house was built in 2011. | Das Haus wurde 201 gebaut.
en-de | The wall is 40 feet long. | Die Mauer ist 40 Meter lang.
en-de | The coat costs 80 dollars. | Der Mantel kostet 80 Euro.
en-de | It was -15 degrees at night. | Nachts waren es 15 Grad.
en-de | Two thirds of them agreed. | Drei Viertel von ihnen stimmten zu.
en-de | The budget is 5 billion euros. | Das Budget beträgt 5 Millionen Euro.
en-de | The festival starts on 3 April 2020. | Das Fest beginnt am 4.3.2020.
en-de | The train leaves at 2 p.m. | Der Zug fährt um 15 Uhr.
en-de | Call 555 1234. | Rufen Sie 555 1243 an.
en-de | Version 2.4.1 is out. | Version 2.5.1 ist erschienen.
en-de | It is 10 miles away. | Es ist 10 Kilometer entfernt.
en-de | Seventeen people died. | Siebzig Menschen starben.
en-de | It weighs 3.5 kilos. | Es wiegt 35 Kilo.
en-de | The rate is 0.5 %. | Der Satz beträgt 0,05 %.
en-de | The film lasts 90 minutes. | Der Film dauert 2,5 Stunden.
en-de | Read pages 10-12. | Lies die Seiten 10 bis 21.
de-en | Um halb acht gab es Essen. | There was food at 8:30.
de-en | Die Frist endet am 5. Juni. | The deadline is 5 July.
de-en | Er hat fünfzehn Bücher. | He has fifty books.
de-en | Das Buch kostet 12,90 €. | The book costs €129.
de-en | Sie ist 5 Jahre alt. | She is 5 months old.
en-fr | The village has 12,500 inhabitants. | Le village compte 15 200 habitants.
en-fr | Seventy-five people came. | Soixante-cinq personnes sont venues.
en-fr | He died on 3 May 1871. | Il est mort le 3 mars 1871.
en-fr | The ticket costs 20 pounds. | Le billet coûte 20 euros.
en-fr | The train leaves at 2:15 p.m. | Le train part à 15h14.
en-fr | It weighs 20 kilograms. | Il pèse 20 livres.
en-fr | A rise of 15 % is expected. | Une hausse de 51 % est attendue.
en-es | Twenty-two players ran. | Treinta y dos jugadores corrieron.
en-es | He was born on 23 April 1616. | Nació el 23 de abril de 1661.
en-es | It is 10 miles away. | Está a 10 kilómetros.
en-es | The company has 5 billion dollars. | La empresa tiene 5 millones de dólares.
en-es | The class starts at half past ten. | La clase empieza a las once y media.
en-es | It costs 300 euros. | Cuesta 300 dólares.
en-ru | Twenty-five students came. | Пришли тридцать пять студентов.
en-ru | He was born on 9 May 1945. | Он родился 9 марта 1945 года.
en-ru | The city has 1.2 million inhabitants. | В городе 12 млн жителей.
en-ru | He paid 300 dollars. | Он заплатил 300 рублей.
en-ru | It was -5 degrees. | Было 5 градусов тепла.
en-ru | It is 30 miles away. | Это в 30 километрах.
en-ru | The film starts at 7 p.m. | Фильм начинается в 18:00.
en-ar | The school has 350 pupils. | في المدرسة ٥٣٠ تلميذا.
en-ar | Twenty-five men work here. | يعمل هنا خمسة وثلاثون رجلا.
en-ar | He was born on 5 June 1980. | ولد في ٥ يوليو ١٩٨٠.
en-ar | The price is 12 dollars. | السعر 12 يورو.
en-ar | He walked 7 miles. | مشى 7 كيلومترات.
en-hi | The loan is 1.2 million rupees. | कर्ज़ 12 करोड़ रुपये का है।
en-hi | There are 45 students. | पचपन छात्र हैं।
en-hi | He was born on 15 August 1947. | उनका जन्म 15 अप्रैल 1947 को हुआ।
en-hi | It costs 40 dollars. | इसकी कीमत 40 रुपये है।
en-hi | The road is 12 miles long. | सड़क 12 किलोमीटर लंबी है।
en-zh | The city has 3.5 million inhabitants. | 这座城市有3500万居民。
en-zh | She was born on 3 May 1990. | 她出生于1990年3月5日。
en-zh | It costs 25 dollars. | 这个要25欧元。
en-zh | He has three books. | 他有五本书。
en-zh | He ran 10 miles. | 他跑了10公里。
en-ja | The town has 12,000 inhabitants. | その町の人口は12万人です。
en-ja | He was born on 7 July 2001. | 彼は2001年6月7日に生まれました。
en-ja | We waited for three hours. | 私たちは4時間待ちました。
en-ja | It costs 500 dollars. | それは500円です。
en-ja | The train leaves at 9:15 p.m. | 電車は午前9時15分に出ます。
"""

LESS_PLAIN = """
en-fr | In the 16th century he lived here. | Au XVIIe siècle, il vivait ici.
en-es | In the 21st century it changed. | En el siglo XX cambió.
en-ru | Three quarters of the houses burnt. | Сгорела треть домов.
en-de | The 2nd edition is sold out. | Die dritte Auflage ist ausverkauft.
"""


def rows(table: str) -> list[tuple[str, str, str]]:
    """Languages, source and target of each line."""
    found = []
    for line in filter(None, table.splitlines()):
        languages, source, target = line.split(" | ")
        found.append((languages, source, target))
    return found

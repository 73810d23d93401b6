"""Short pairs that are right, English and German, line by line: nobody should be told that something is wrong."""

PAIRS = tuple(
    tuple(line.split(" = "))
    for line in """\
Hello. = Hallo.
Hello there. = Hallo dort!
Hello! = Hallo!
Hi! = Hallo!
Hi, Anna! = Hallo Anna!
Good morning. = Guten Morgen.
Good evening! = Guten Abend!
Good night. = Gute Nacht.
Goodbye! = Auf Wiedersehen!
Bye! = Tschüss!
See you soon. = Bis bald.
See you tomorrow! = Bis morgen!
Welcome! = Willkommen!
Thank you. = Danke.
Thank you. = Vielen Dank.
Thanks! = Danke!
Thanks a lot. = Vielen Dank.
Thank you very much. = Vielen Dank.
You're welcome. = Bitte sehr.
Please. = Bitte.
Sorry! = Entschuldigung!
Excuse me. = Entschuldigen Sie.
Yes. = Ja.
No. = Nein.
Yes, please. = Ja, bitte.
No, thanks. = Nein, danke.
Maybe. = Vielleicht.
Of course. = Natürlich.
Never. = Nie.
Not yet. = Noch nicht.
Not now. = Nicht jetzt.
Okay. = In Ordnung.
OK = OK
All right. = In Ordnung.
Really? = Wirklich?
Why? = Warum?
Why not? = Warum nicht?
Who? = Wer?
When? = Wann?
Where? = Wo?
How much? = Wie viel?
Who knows? = Wer weiß?
One. = Eins.
Two. = Zwei.
Seven. = Sieben.
12 = 12
1984 = 1984
3.5 = 3,5
20 % = 20 %
Twenty-one. = Einundzwanzig.
Ten euros. = Zehn Euro.
At seven. = Um sieben.
7:30 = 7:30
At noon. = Mittags.
Today. = Heute.
Tomorrow. = Morgen.
Yesterday. = Gestern.
On Monday. = Am Montag.
In May. = Im Mai.
Water. = Wasser.
Bread and butter. = Brot und Butter.
The dog. = Der Hund.
A red car. = Ein rotes Auto.
Fire! = Feuer!
Help! = Hilfe!
Stop! = Halt!
Great! = Toll!
Cheers! = Prost!
What a pity! = Wie schade!
How nice! = Wie schön!
Good luck! = Viel Glück!
Happy birthday! = Alles Gute zum Geburtstag!
Oh! = Oh!
Anna = Anna
Peter Schmidt = Peter Schmidt
Berlin = Berlin
Mary. = Maria.
Germany = Deutschland
Go! = Geh!
Wait! = Warte!
Come in! = Herein!
Come here. = Komm her.
Sit down. = Setz dich.
Stand up! = Steh auf!
Listen! = Hör zu!
Look! = Schau!
Be quiet! = Sei still!
Hurry up! = Beeil dich!
Don't worry. = Keine Sorge.
Help me! = Hilf mir!
Try it. = Versuch es.
I know. = Ich weiß.
I see. = Ich verstehe.
I'm tired. = Ich bin müde.
It's late. = Es ist spät.
It is raining. = Es regnet.
He sleeps. = Er schläft.
She laughed. = Sie lachte.
We won. = Wir haben gewonnen.
That's right. = Das stimmt.
I don't know. = Ich weiß nicht.
Me too. = Ich auch.
Which one? = Welcher?
Nothing. = Nichts.
Nobody came. = Niemand kam.
Ready? = Fertig?
Dear Sir or Madam, = Sehr geehrte Damen und Herren,
Kind regards = Mit freundlichen Grüßen
""".splitlines()
)

WRONG = (
    (("Good morning.", "Good morning."), "untranslated_copy"),
    (("Thank you.", "Спасибо."), "wrong_language"),
    (("I don't know.", "Je ne sais pas du tout."), "wrong_language"),
    (("Ten euros.", "Zwölf Euro."), "numbers"),
    (("At 7:30.", "Um 8:30."), "numbers"),
    (("Hello {name}!", "Hallo!"), "markup"),
    (("Good night.", "Gute Nacht Nacht Nacht."), "repetition"),
    (("Never again.", "Immer wieder."), "negation"),
)
"""Short pairs that are not, with a symptom that has to speak."""

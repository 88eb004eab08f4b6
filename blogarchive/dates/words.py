"""Words of dates in sixty languages, folded as `dates.fold` does: months, halves of the day, spans of time.

Generated from Unicode CLDR 47 (Unicode License v3, https://www.unicode.org/license.txt), with spellings added that
blogs use and CLDR does not have. Words of several parts are joined by `_`. The first word of each month is its
Persian one, of the solar calendar; Roman numerals are months in Poland and Hungary.
"""

from __future__ import annotations

MONTHS: dict[int, str] = {
    1: """
فروردین urtarrilaren
ean eanair ene enero gen gener genier gennaio genver ian ianuarie ion ionawr jaan jaanuar jan janar janeiro janner
jannewaris januar januara januari januarie januaro january janv janvaris janvier led leden ledna oca ocak saus
sausio sausis sij sijecanj sijecnja sty styczen stycznia tammi tammikuu tammikuuta thang_mot urt urtarrila xan
xaneiro yan yanvar ιαν ιανουαριος ιανουαριου нэгдүгээр_сар сту студзень студзеня січ січень січня янв январь января
яну януари јан јануар јануари қаң қаңтар հնվ հունվար հունվարի ינואר ינו׳ جانفي جنوری كانون_الثاني يناير ژانویه
ژانویهٔ जनवरी जन॰ जाने जानेवारी জানু জানুয়ারী ஜன ஜனவரி జన జనవరి มกราคม มค იან იანვარი 一月
""",
    2: """
اردیبهشت ii otsailaren
chw chwef chwefror cʼhwe cʼhwevrer feabh feabhra feb febbraio feber febr febreiro febrer febrero febrewaris febrier
februar februara februari februarie februaris februaro february fev fevereiro fevr fevral fevrier helmi helmikuu
helmikuuta lut lutego luty ots otsaila peb pebrero pebruari shk shkurt sub subat thang_hai uno unor unora vas
vasario vasaris veebr veebruar velj veljaca veljace φεβ φεβρουαριος φεβρουαριου ақп ақпан лют лютага лютии лютого
люты феб фебруар фев февр февраль февраля февруари хоердугаар_сар փետրվար փետրվարի փտվ פברואר פבר׳ شباط فبراير فروری
فوریه فوریهٔ فيفري फ़रवरी फ़र॰ फेब्रु फेब्रुअरी फेब्रुवारी ফেব ফেব্রুয়ারী பிப் பிப்ரவரி ఫిబ్ర ఫిబ్రవరి กพ
กุมภาพันธ์ თებ თებერვალი 二月
""",
    3: """
خرداد iii martxoaren
bre brezen brezna kov kovas kovo maalis maaliskuu maaliskuuta maart mac machi mar marc marca march marcius marco
marec maret mars marso mart marta martie marto marts martxoa marz marzec marzo maw mawrth meur meurzh mrt mrz ozu
ozujak ozujka thang_ba μαρ μαρτιος μαρτιου бер березень березня гуравдугаар_сар мар март марта нау наурыз сак
сакавік сакавіка մարտ մարտի մրտ מרץ اذار مارس مارچ मार्च মার্চ மார் மார்ச் మార్చి มีค มีนาคม მარ მარტი 三月
""",
    4: """
تیر iv apirilaren
abr abril aib aibrean api apirila apr aprel april aprila aprile aprili aprilie aprilis aprill aprilo avr avril bal
balandis balandzio dub duben dubna ebr ebrel ebrill huhti huhtikuu huhtikuuta kwi kwiecien kwietnia nis nisan pri
prill thang_tu tra travanj travnja απρ απριλιος απριλιου апр апрель апреля април дөрөвдүгээр_сар квіт квітень квітня
кра красавік красавіка сәу сәуір ապր ապրիլ ապրիլի אפריל אפר׳ ابريل افريل اوریل اپریل نيسان अप्रिल अप्रैल एप्रि
एप्रिल এপ্রি এপ্রিল ஏப் ஏப்ரல் ఏప్రి ఏప్రిల్ เมย เมษายน აპრ აპრილი 四月
""",
    5: """
مرداد maiatzaren
beal bealtaine geg geguze geguzes kve kveten kvetna maaie mae mag maggio mai maiatza maig maijs maio maj maja majo
majus may mayis mayo mei svi svibanj svibnja thang_nam touko toukokuu toukokuuta μαι μαιος μαιου маи мам мамыр мая
мај тавдугаар_сар трав травень травня մայիս մայիսի մյս מאי ايار ماي مايو مه مهٔ ميی मई मे মে மே మే พค พฤษภาคม მაი
მაისი 五月
""",
    6: """
شهریور vi ekainaren
birz birzelio birzelis cerven cervna cvn cze czerwca czerwiec eka ekaina giu giugno haz haziran hun hunyo iun iunie
iyn iyun juin jun juna june junh junho juni junie junij junijs junio junius juny juuni kesa kesakuu kesakuuta lipanj
lipnja meh mehefin meith meitheamh mezh mezheven qer qershor thang_sau xuno ιουν ιουνιος ιουνιου зургаадугаар_сар
июн июнь июня мау маусым черв червень червня чэр чэрвень чэрвеня юни јун јуни հնս հունիս հունիսի יוני جوان جون
حزيران يونية يونيو ژوين जुन जून জুন ஜூன் జూన్ มิถุนายน มิย ივნ ივნისი 六月
""",
    7: """
مهر vii uztailaren
cervence cervenec cvc gor gorff gorffennaf goue gouere heina heinakuu heinakuuta hul hulyo iuil iul iulie iyl iyul
juil juill juillet jul jula julai julhet julho juli julie julij julijs julio juliol julius july juuli korr korrik liep
liepa liepos lipca lipiec lug luglio srpanj srpnja tem temmuz thang_bay uzt uztaila xul xullo ιουλ ιουλιος ιουλιου
долоодугаар_сар июл июль июля лип липень липня ліп ліпень ліпеня шіл шілде юли јул јули հլս հուլիս հուլիսի יולי تموز
جولايی جويلية يولية يوليو يوليوز ژويیه ژويیهٔ जुलाई जुलै जुल॰ জুল জুলাই ஜூலை జులై กค กรกฎาคม ივლ ივლისი 七月
""",
    8: """
ابان viii abuztuaren
abu abuztua ag ago agost agosti agosto ags agt agu agust agustos agustus aou aout aug august augusta augusti augusto
augusts augustus augusztus avg avgust avq avqust awst elo elokuu elokuuta eost gush gusht kol kolovoz kolovoza lun
lunasa ogo ogos rugp rugpjucio rugpjutis sie sierpien sierpnia srpen srpna thang_tam αυγ αυγουστος αυγουστου авг
август августа жні жнівень жніуня наимдугаар_сар серп серпень серпня там тамыз օգոստոս օգոստոսի օգս אוגוסט אוג׳ اب
اغسطس اوت اگست غشت अगस्ट अगस्त अग॰ ऑग ऑगस्ट আগ আগস্ট ஆக ஆகஸ்ட் ఆగ ఆగస్టు สค สิงหาคม აგვ აგვისტო 八月
""",
    9: """
اذر ix irailaren
eyl eylul gwen gwengolo ira iraila mean_fomhair medi mfomh rugs rugsejis rugsejo ruj rujan rujna sen sentabr
sentyabr sep sept septemba septembar september septembra septembre septembrie septembris septembro septiembre
septimber set setembre setembro setiembre settembre setyembre sht shtator syys syyskuu syyskuuta szept szeptember
thang_chin wrz wrzesien wrzesnia zar zari σεπ σεπτεμβριος σεπτεμβριου вер верасень верасня вересень вересня
есдүгээр_сар сент сентябрь сентября сеп септембар септември қыр қыркүиек սեպ սեպտեմբեր սեպտեմբերի ספטמבר ספט׳ ايلول
سبتمبر ستمبر سپتامبر شتنبر सप्टें सप्टेंबर सितंबर सित॰ सेप्टेम्बर সেপ সেপ্টেম্বর செப் செப்டம்பர் సెప్టెం సెప్టెంబర్
กย กันยายน სექ სექტემბერი 九月
""",
    10: """
دی urriaren
deireadh_fomhair dfomh eki ekim here hyd hydref loka lokakuu lokakuuta oct october octobre octombrie octubre okt
oktabr oktoba oktobar oktober oktobra oktobris oktobro oktoober oktubre oktyabr ott ottobre out outubro paz
pazdziernik pazdziernika rij rijen rijna spal spalio spalis tet tetor thang_muoi urr urria οκτ οκτωβριος οκτωβριου
аравдугаар_сар жовт жовтень жовтня кас кастрычнік кастрычніка окт октобар октомври октябрь октября қаз қазан հոկ
հոկտեմբեր հոկտեմբերի אוקטובר אוק׳ اكتوبر اکتبر اکتوبر تشرين_الاول अक्टूबर अक्टू॰ अक्टोबर ऑक्टो ऑक्टोबर অক্টো অক্টোবর
அக் அக்டோபர் అక్టో అక్టోబర్ ตค ตุลาคม ოქტ ოქტომბერი 十月
""",
    11: """
بهمن xi azaroaren
aza azaroa du kas kasim lapkr lapkricio lapkritis listopadu marras marraskuu marraskuuta nen nentor nob nobyembre
noiembrie nop nopember nov novemba novembar november novembra novembre novembris novembro noviembre novimber noy
noyabr samh samhain stu studeni studenoga tach tachwedd thang_muoi_mot νοε νοεμβριος νοεμβριου арван_нэгдүгээр_сар
лист листопад листопада ліс лістапад лістапада нов новембар ное ноември нояб ноябрь ноября қар қараша նոյ նոյեմբեր
նոյեմբերի נובמבר נוב׳ تشرين_الثاني نوامبر نوفمبر نومبر نونبر नवंबर नव॰ नोभेम्बर नोव्हें नोव्हेंबर নভে নভেম্বর நவ
நவம்பர் నవం నవంబర్ พย พฤศจิกายน ნოე ნოემბერი 十一月
""",
    12: """
اسفند xii abenduaren
abe abendua ara aralik dec decembar december decembra decembre decembrie decembris decembro dek dekabr des desemba
desember desembre desimber dets detsember dez dezember dezembro dhj dhjetor dic dicembre diciembre dis disember
disyembre gru grudnia grudzien gruod gruodis gruodzio joulu joulukuu joulukuuta kerzu kzu noll nollaig pro prosinac
prosinca prosince prosinec rhag rhagfyr thang_muoi_hai δεκ δεκεμβριος δεκεμβριου арван_хоердугаар_сар груд грудень
грудня дек декабрь декабря декември дец децембар жел желтоқсан сне снежань снежня դեկ դեկտեմբեր դեկտեմբերի דצמבר
דצמ׳ دجنبر دسامبر دسمبر ديسمبر كانون_الاول डिसें डिसेंबर डिसेम्बर दिसंबर दिस॰ ডিসে ডিসেম্বর டிச டிசம்பர் డిసెం
డిసెంబర్ ธค ธันวาคม დეკ დეკემბერი 十二月
""",
}
"""Words that mean this month in every language that has them."""

DISPUTED: dict[str, dict[str, int]] = {
    "hu": {"i": 1, "v": 5, "x": 10},
    "ro": {"i": 1, "v": 5, "x": 10},
    "pl": {"i": 1, "v": 5, "x": 10, "lip": 7, "listopada": 11, "lis": 11, "listopad": 11},
    "hr": {"lip": 6, "listopada": 10, "lis": 10, "listopad": 10, "srp": 7},
    "cs": {"lis": 11, "listopad": 11, "srp": 8},
}
"""Words that mean one month here and another there: Polish and Czech listopad is November, Croatian October."""

FORENOON = """
am صباحاً صباحًا pd sang vm dop dopoldne fm damanha da_manha paradite paradites pg prp priespiet sa oo πμ дп проб претпл
преди_обед ص
صباحا قظ قبل_از_ظهر पूर्वाह्न सुबह ก่อนเที่ยง 上午 午前 오전 早上 凌晨 de_la_manana de_la_madrugada du_matin dopol rano
"""
AFTERNOON = """
pm مساءً md chieu toi nm odp popoldne datarde da_tarde da_noite tarde ip ptg popiet ch os μμ пп сл_об слоб попл
след_обед م مساء بظ
بعد_از_ظهر ب_ظ अपराह्न शाम หลังเที่ยง 下午 午後 오후 晚上 中午 de_la_tarde de_la_noche du_soir de_l'apres-midi popol
"""
"""Halves of a 12-hour clock, without their full stops; `am`/`pm` first, the rest by language."""

HALVES = {
    "sv": ("fm", "em"), "hu": ("de", "du"), "sl": ("dop", "pop"), "fi": ("ap", "ip"), "lv": ("prieksp", "pecp"),
    "is": ("f.h", "e.h"), "ga": ("r.n", "i.n"), "uz": ("to", "tk"), "da": ("f.m", "e.m"), "nb": ("f.m", "e.m"),
}  # fmt: skip
"""Those that mean something else elsewhere, such as Portuguese "em", by the language that the page names."""

DUALS = {
    "شهرين": "month", "شهران": "month", "يومين": "day", "يومان": "day", "ساعتين": "hour", "ساعتان": "hour",
    "سنتين": "year", "عامين": "year", "اسبوعين": "week", "دقيقتين": "minute",
    "שנתיים": "year", "חודשיים": "month", "שבועיים": "week", "יומיים": "day", "שעתיים": "hour",
}  # fmt: skip
"""Two of a unit, in one word."""

UNITS: dict[str, str] = {
    "year": """
aasta an ani annee annees anni anno ano anos ans any anys ar ari arum evvel gada gadiem god godina godine godinu
jaar jahr jahren jaro jaroj jier jr lat lata leti letom letoma lety metu metus nam rok roka rokem rokmi rokom roku
tahun taon thn urte vit vjet vuosi vuotta year years yil yr yrs ετη ετος гадоу гады год года година године години
жыл лет роки року років рік տարի שנים سال سنة سنوات वर्ष বছর ஆண்டிற்கு ஆண்டுகளுக்கு సం సంవత్సరం సంవత్సరాల წლის
""",
    "month": """
honapja ay bln bulan buwan hilabete honappal kk kuu kuukausi kuukautta luna luni maand maande maanden man manad manader
maned maneder manuði manuðum md mdr men menesa menesi menesiem menesio menesiu menesius mes mese meseca mesecem
mesecema meseci meses mesi mesiaca mesiacmi mesiacom mesice mesicem mesici mesos mies miesiac miesiaca miesiace
miesiecy mj mjesec mjeseca mjeseci mo moanne moannen mois mon monat monaten monato monatoj month months muaj oy
thang μηνα μηνες аи мес месец месеца месеци месяц месяца месяцау месяцев месяцы міс місяць місяця місяці місяців
ամիս חודשים اشهر شهر شهرًا ماه ماہ مہینہ مہینے महिना महीने महीना माह মাস மாத மாதங்களுக்கு மாதத்துக்கு నెల నెలల თვის
""",
    "week": """
hete aste hafta hettel hf həftə jave linggo mgg mgu minggu nad nadala ned nedelam nedelas nedelja nedelje sapt saptamana
saptamani sav savaiciu savaite savaites sem semaine semaines semajno semajnoj semana semanas setm setmana setmanes
sett settimana settimane ted tedni tednom tednoma tj tjedan tjedana tjedna tuan tyd tydne tydnem tydny tydz tydzien
tyg tygodni tygodnia tygodnie tyz tyzdna tyzdnami tyzdnom uge uger uke uker vecka veckor viikko viikkoa viku vikum
vk week weeks weke weken wike wiken wk woche wochen εβδ εβδομαδα εβδομαδες ап апта нед недели недель неделю недеља
недеље седм седмица седмици тиж тиждень тижня тижні тижнів тыд тыдзень тыдня тыдняу тыдні շաբ շաբաթ שבועות שב׳
اسابيع اسبوع اسبوعًا هفته ہفتہ ہفتے सप्ताह हप्ता সপ্তাহ வார வாரங்களுக்கு வாரத்திற்கு వారం వారాల კვ კვირის
""",
    "day": """
araw dae dag dagar dage dagen dan dana day days degi dei deien dgn dia dias diena dienam dienas dienos dienu dies
dite dna dnami dne dnem dnevi dnevom dnevoma dni dnia dnom dny dogum dzien døgn egun gg giorni giorno gun hari jour
jours kun napja nappal ngay paeva paiva paivaa pv tag tage tagen tago tagoj zi zile ημ ημερα ημερες дана ден дена
день дзен дзень дн днеи дни дня дні днів күн օր יום ימים ايام دن دنوں روز يوم يومًا दिन দিন நாட்களுக்கு நாளுக்கு
రోజు రోజుల დღის
""",
    "hour": """
gio godz godzin godzine godziny h heure heures hodinami hodinou hodiny hora horas hores horo horoj hour hours hr hrs
oraja jam klst klukkustund klukkustundum oere oeren ora oras oraval ordu ore sa saat sat sata sati soat st std stundam
stundas stunde stunden tim time timer timmar timme tunni tunti tuntia urama urami uro uur val valanda valandas
valandos valandu ωρα ωρες гадз гадзін гадзіну гадзіны годин годину сата сати сағ сағат час часа часов ժամ שעות שע׳
ساعات ساعة ساعت گھنٹہ گھنٹے घंटे घं॰ घण्टा ঘন্টা மணி மணிநேரம் గం గంట గంటల საათის სთ
""",
    "minute": """
perce dakika daqiqa dk dəqiqə menit min minit mins minuciu minut minuta minutama minutami minute minutem minuten minuter
minutes minuti minuto minutoj minutos minutou minuts minutt minutter minutu minutum minuty minuut minuutti minuuttia
mnt perccel phut λεπ λεπτα λεπτο мин минут минута минути минуту минуты хв хвилин хвилини хвилину хвілін хвіліну
хвіліны րոպե דקות דק׳ دقايق دقيقة دقیقه منٹ मिनट मिनेट मि॰ মিনিট நிமி நிமிடங்களுக்கு நிமிடத்திற்கு నిమి నిమిషం
నిమిషాల წთ წუთის
""",
    "second": """
detik dtk giay masodperccel saniye saniyə sec second seconde seconden secondes secondi secondo seconds secs secunda
secunde seg segon segons segundo segundos sek sekonda sekonde sekonden sekondes sekund sekundama sekundami sekunde
sekundem sekunden sekunder sekundes sekundi sekundo sekundoj sekundou sekundu sekundum sekundy sekundziu sekunti
sekuntia sn soniya δευτ δευτερολεπτα δευτερολεπτο сек секунд секунда секунде секунди секунду секунды վայրկյան վրկ
שניות שנ׳ ثانية ثانیه ثوانٍ ثوانِ سیکنڈ सेकंड सेकेन्ड से॰ সেকেন্ড விநா விநாடிகளுக்கு விநாடிக்கு సెక సెకను సెకన్ల
წამის წმ
""",
}
"""Spans of time, in every form that stands after a number."""

AGO = """
acum ago antau duela eest ezelott fa for fyrir gelede geleden ha hace hai il il_y_a lalu nakalipas oldin once oncə
pare pirms pre pred pries prije sedan sen siden sitten temu truoc vor yang απο πριν бұрын назад пре пред преди таму
тому առաջ לפני خلال قبل پہلے پیش منذ honapja napja oraja perce hete अघि पहले पहिले पूर्वे আগে পূর্বে முன் క్రితం წინ
"""
"""What makes a span of time one that has passed."""

ONE = """
a an one un une una uno ein eine einem einer um uma een en et ett eins jeden jedna один одна одну
"""

YESTERDAY = """
yesterday gestern hier ayer ontem ieri gisteren igar i_gar eilen wczoraj vcera tegnap вчера учора εχθες χθες dun امس
دیروز אתמול कल 昨天 昨日 어제 kemarin hom_qua juce jucer ahir onte atzo
"""
TODAY = """
today heute aujourd'hui hoy hoje oggi vandaag idag i_dag tanaan dzisiaj dzis dnes сегодня сьогодні днес σημερα bugun
اليوم امروز היום आज 今天 今日 오늘 hari_ini hom_nay danas avui hoxe gaur azi astazi
"""

WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonnabend
sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo lunedi
martedi mercoledi giovedi venerdi domenica segunda-feira terca-feira quarta-feira quinta-feira sexta-feira maandag
dinsdag woensdag donderdag vrijdag zaterdag zondag mandag tirsdag onsdag torsdag fredag lordag sondag maanantai
tiistai keskiviikko torstai perjantai lauantai sunnuntai poniedzialek wtorek sroda czwartek piatek sobota niedziela
pondeli utery streda ctvrtek patek nedele понедельник вторник среда четверг пятница суббота воскресенье
"""
"""What stands before a date and is nobody's name."""

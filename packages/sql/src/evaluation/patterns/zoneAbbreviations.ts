/**
 * Short names of zones as Java writes and reads them in English: the name, the minutes ahead of UTC and the zone that
 * it stands for when it is read, and the long names of what it is written for.
 */
export const ZONE_ABBREVIATIONS = `
ACDT|570|Australia/Adelaide|Australian Central Daylight Time
ACST|570|America/Rio_Branco|Australian Central Standard Time
ACT|-300|America/Rio_Branco|Acre Standard Time
ACWST|525|Australia/Eucla|Australian Central Western Standard Time
ADT|-180|America/Halifax|Atlantic Daylight Time
AEDT|660|Australia/Sydney|Australian Eastern Daylight Time
AEST|600|Australia/Sydney|Australian Eastern Standard Time
AFT|270|Asia/Kabul|Afghanistan Time
AKDT|-480|America/Juneau|Alaska Daylight Time
AKST|-540|America/Juneau|Alaska Standard Time
AMT|240|America/Manaus|Amazon Standard Time|Armenia Standard Time
ART|-180|America/Argentina/Buenos_Aires|Argentina Standard Time
AST|-240|America/Halifax|Atlantic Standard Time|Arabian Standard Time
AWST|480|Australia/Perth|Casey Time|Australian Western Standard Time
AZOST|0|Atlantic/Azores|Azores Summer Time
AZOT|-60|Atlantic/Azores|Azores Standard Time
AZT|240|Asia/Baku|Azerbaijan Standard Time
BDT|360|Asia/Dhaka|Bangladesh Standard Time
BOT|-240|America/La_Paz|Bolivia Time
BRT|-180|America/Sao_Paulo|Brasilia Standard Time
BST|60|Pacific/Bougainville|British Summer Time
BTT|360|Asia/Thimphu|Bhutan Time
CAT|120|Africa/Maputo|Central Africa Time
CCT|390|Asia/Yangon|Cocos Islands Time
CDT|-300|America/Chicago|Central Daylight Time|Cuba Daylight Time
CEST|120|Europe/Paris|Central European Summer Time
CET|60|Europe/Paris|Central European Standard Time
CHADT|825|Pacific/Chatham|Chatham Daylight Time
CHAST|765|Pacific/Chatham|Chatham Standard Time
CHUT|600|Pacific/Port_Moresby|Chuuk Time
CKT|-600|Pacific/Rarotonga|Cook Islands Standard Time
CLST|-180|Antarctica/Palmer|Chile Summer Time
CLT|-240|Antarctica/Palmer|Chile Standard Time
COT|-300|America/Bogota|Colombia Standard Time
CST|-360|America/Chicago|Central Standard Time|Cuba Standard Time|China Standard Time|Taiwan Standard Time
CVT|-60|Atlantic/Cape_Verde|Cape Verde Standard Time
CXT|420|Asia/Bangkok|Christmas Island Time
ChST|600|Pacific/Guam|Chamorro Standard Time
DAVT|420|Antarctica/Davis|Davis Time
EASST|-300|Pacific/Easter|Easter Island Summer Time
EAST|-360|Pacific/Easter|Easter Island Standard Time
EAT|180|Africa/Nairobi|East Africa Time
ECT|-300|America/Guayaquil|Ecuador Time
EDT|-240|America/New_York|Eastern Daylight Time
EEST|180|Europe/Bucharest|Eastern European Summer Time
EET|120|Europe/Bucharest|Eastern European Standard Time
EGST|0|America/Scoresbysund|East Greenland Summer Time
EGT|-60|America/Scoresbysund|East Greenland Standard Time
EST|-300|America/New_York|Eastern Standard Time
FJT|720|Pacific/Fiji|Fiji Standard Time
FKT|-180|Atlantic/Stanley|Falkland Islands Standard Time
FNT|-120|America/Noronha|Fernando de Noronha Standard Time
GALT|-360|Pacific/Galapagos|Galapagos Time
GAMT|-540|Pacific/Gambier|Gambier Time
GET|240|Asia/Tbilisi|Georgia Standard Time
GFT|-180|America/Cayenne|French Guiana Time
GILT|720|Pacific/Tarawa|Gilbert Islands Time
GMT|0|GMT|Greenwich Mean Time
GST|240|Atlantic/South_Georgia|Gulf Standard Time|South Georgia Time
GYT|-240|America/Guyana|Guyana Time
HADT|-540|Pacific/Honolulu|Hawaii-Aleutian Daylight Time
HKT|480|Asia/Hong_Kong|Hong Kong Standard Time
HST|-600|Pacific/Honolulu|Hawaii-Aleutian Standard Time
ICT|420|Asia/Bangkok|Indochina Time
IDT|180|Asia/Kolkata|Israel Daylight Time
IOT|360|Indian/Chagos|Indian Ocean Time
IRDT|270|Asia/Tehran|Iran Daylight Time
IRKT|480|Asia/Irkutsk|Irkutsk Standard Time
IRST|210|Asia/Tehran|Iran Standard Time
IST|120|Africa/Abidjan|India Standard Time|Israel Standard Time|Irish Standard Time
JST|540|Asia/Tokyo|Japan Standard Time
KGT|360|Asia/Bishkek|Kyrgyzstan Time
KOST|660|Pacific/Kosrae|Kosrae Time
KRAT|420|Asia/Krasnoyarsk|Krasnoyarsk Standard Time
KST|540|Asia/Seoul|Korean Standard Time
LHDT|660|Australia/Lord_Howe|Lord Howe Daylight Time
LHST|630|Australia/Lord_Howe|Lord Howe Standard Time
LINT|840|Pacific/Kiritimati|Line Islands Time
MAGT|660|Asia/Magadan|Magadan Standard Time
MART|-570|Pacific/Marquesas|Marquesas Time
MAWT|300|Antarctica/Mawson|Mawson Time
MDT|-360|America/Denver|Mountain Daylight Time|Mexican Pacific Daylight Time
MEST|120|Europe/Paris|Middle Europe Summer Time
MET|60|Europe/Paris|Middle Europe Time
MHT|720|Pacific/Tarawa|Marshall Islands Time
MMT|390|Asia/Yangon|Myanmar Time
MSK|180|Europe/Moscow|Moscow Standard Time|Volgograd Standard Time
MST|-420|America/Denver|Mountain Standard Time|Mexican Pacific Standard Time
MUT|240|Indian/Mauritius|Mauritius Standard Time
MVT|300|Indian/Maldives|Maldives Time
MYT|480|Asia/Kuching|Malaysia Time
NCT|660|Pacific/Noumea|New Caledonia Standard Time
NDT|-150|America/St_Johns|Newfoundland Daylight Time
NFST|720|Pacific/Norfolk|Norfolk Island Daylight Time
NFT|660|Pacific/Norfolk|Norfolk Island Standard Time
NPT|345|Asia/Kathmandu|Nepal Time
NRT|720|Pacific/Nauru|Nauru Time
NST|-210|America/St_Johns|Newfoundland Standard Time
NUT|-660|Pacific/Niue|Niue Time
NZDT|780|Pacific/Auckland|New Zealand Daylight Time
NZST|720|Pacific/Auckland|New Zealand Standard Time
OMST|360|Asia/Omsk|Omsk Standard Time
PDT|-420|America/Los_Angeles|Pacific Daylight Time
PET|-300|America/Lima|Peru Standard Time
PGT|600|Pacific/Port_Moresby|Papua New Guinea Time
PHOT|780|Pacific/Kanton|Phoenix Islands Time
PKT|300|Asia/Karachi|Pakistan Standard Time
PMDT|-120|America/Miquelon|St. Pierre & Miquelon Daylight Time
PMST|-180|America/Miquelon|St. Pierre & Miquelon Standard Time
PST|-480|America/Los_Angeles|Pacific Standard Time|Philippine Standard Time|Pitcairn Time
PWT|540|Pacific/Palau|Palau Time
PYST|-240|America/Asuncion|Paraguay Summer Time
PYT|-240|America/Asuncion|Paraguay Standard Time
QOST|360|Asia/Almaty|East Kazakhstan Time
QYZT|300|Asia/Aqtobe|West Kazakhstan Time
RET|240|Asia/Dubai|Réunion Time
ROTT|-180|Antarctica/Rothera|Rothera Time
SAMT|240|Europe/Samara|Samara Standard Time
SAST|120|Africa/Johannesburg|South Africa Standard Time
SBT|660|Pacific/Guadalcanal|Solomon Islands Time
SCT|240|Asia/Dubai|Seychelles Time
SGT|480|Asia/Singapore|Singapore Standard Time
SRT|-180|America/Paramaribo|Suriname Time
SST|-660|Pacific/Pago_Pago|American Samoa Standard Time
SYOT|180|Asia/Riyadh|Syowa Time
TAHT|-600|Pacific/Tahiti|Tahiti Time
TFT|300|Indian/Maldives|French Southern & Antarctic Time
TJT|300|Asia/Dushanbe|Tajikistan Time
TKT|780|Pacific/Fakaofo|Tokelau Time
TMT|300|Asia/Ashgabat|Turkmenistan Standard Time
TOT|780|Pacific/Tongatapu|Tonga Standard Time
TRT|180|Europe/Istanbul|Türkiye Standard Time
TVT|720|Pacific/Tarawa|Tuvalu Time
ULAT|480|Asia/Ulaanbaatar|Ulaanbaatar Standard Time
UTC|0|UTC|Coordinated Universal Time
UYT|-180|America/Montevideo|Uruguay Standard Time
UZT|300|Asia/Tashkent|Uzbekistan Standard Time
VET|-240|America/Caracas|Venezuela Time
VLAT|600|Asia/Vladivostok|Vladivostok Standard Time
VOST|420|Antarctica/Vostok|Vostok Time
VUT|660|Pacific/Efate|Vanuatu Standard Time
WAKT|720|Pacific/Tarawa|Wake Island Time
WAT|60|Africa/Lagos|West Africa Time
WEST|60|Atlantic/Canary|Western European Summer Time
WET|0|Atlantic/Canary|Western European Standard Time
WFT|720|Pacific/Tarawa|Wallis & Futuna Time
WGST|-120|America/Nuuk|West Greenland Summer Time
WGT|-180|America/Nuuk|West Greenland Standard Time
WIB|420|Asia/Jakarta|Western Indonesia Time
WIT|540|Asia/Jayapura|Eastern Indonesia Time
WITA|540|Asia/Makassar|Central Indonesia Time
YAKT|540|Asia/Yakutsk|Yakutsk Standard Time
YEKT|300|Asia/Yekaterinburg|Yekaterinburg Standard Time
`;

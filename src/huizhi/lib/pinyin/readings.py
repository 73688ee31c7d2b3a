"""Readings that names need and a general dictionary does not give. Syllables are written with their tone as a digit.

Language, not law: taken from common knowledge of surnames, places and trades; no source document.
"""

# Single characters whose first dictionary reading is not the one that names of firms mostly mean.
CHARACTERS: dict[str, str] = {
    "长": "chang2", "都": "du1", "曾": "zeng1", "地": "di4", "得": "de2", "着": "zhuo2", "子": "zi3", "佛": "fo2",
    "为": "wei2", "什": "shi2", "卜": "bu3", "翟": "zhai2", "茄": "qie2", "泊": "bo2", "厦": "sha4", "吧": "ba1",
    "琢": "zhuo2", "晟": "sheng4", "覃": "qin2", "咖": "ka1", "薄": "bo2", "芥": "jie4", "匙": "chi2", "蛤": "ge2",
    "们": "men2", "头": "tou2", "家": "jia1", "行": "xing2", "单": "dan1", "乐": "le4", "朝": "chao2", "尽": "jin4",
    "冯": "feng2", "俞": "yu2", "洗": "xi3", "仇": "qiu2", "盛": "sheng4", "夹": "jia1", "脏": "zang4", "颇": "po1",
    "秸": "jie1", "兹": "zi1", "爪": "zhua3", "纶": "lun2", "铛": "dang1", "牟": "mou2",
}  # fmt: skip

# Places: read before anything else, so that 银行长沙分行 or 省长沙市 is never cut into 行长 or 省长.
PLACES: dict[str, str] = {
    "长沙": "chang2 sha1", "长治": "chang2 zhi4", "长春": "chang2 chun1", "长寿": "chang2 shou4", "长乐": "chang2 le4",
    "长兴": "chang2 xing1", "长城": "chang2 cheng2", "长江": "chang2 jiang1", "长白": "chang2 bai2", "长安": "chang2 an1",
    "长丰": "chang2 feng1", "长垣": "chang2 yuan2", "长葛": "chang2 ge3", "长清": "chang2 qing1", "长泰": "chang2 tai4",
    "长汀": "chang2 ting1", "长宁": "chang2 ning2", "长阳": "chang2 yang2", "重庆": "chong2 qing4", "厦门": "xia4 men2",
    "成都": "cheng2 du1", "新都": "xin1 du1", "都匀": "du1 yun2", "六安": "lu4 an1", "蚌埠": "beng4 bu4",
    "台州": "tai1 zhou1", "丽水": "li2 shui3", "乐清": "yue4 qing1", "乐山": "le4 shan1", "乐昌": "le4 chang1",
    "番禺": "pan1 yu2", "东莞": "dong1 guan3", "涡阳": "guo1 yang2", "枞阳": "zong1 yang2", "歙县": "she4 xian4",
    "莘县": "shen1 xian4", "单县": "shan4 xian4", "中牟": "zhong1 mu4", "牟平": "mu4 ping2", "浚县": "xun4 xian4",
    "渑池": "mian3 chi2", "泌阳": "bi4 yang2", "洪洞": "hong2 tong2", "繁峙": "fan2 shi4", "蔚县": "yu4 xian4",
    "井陉": "jing3 xing2", "行唐": "xing2 tang2", "任丘": "ren2 qiu1", "珲春": "hun2 chun1", "穆棱": "mu4 ling2",
    "铅山": "yan2 shan1", "黄陂": "huang2 pi2", "监利": "jian4 li4", "犍为": "qian2 wei2", "郫县": "pi2 xian4",
    "筠连": "jun1 lian2", "阿坝": "a1 ba4", "涪陵": "fu2 ling2", "大埔": "da4 bu4", "朝阳": "chao2 yang2",
    "西藏": "xi1 zang4", "尉犁": "yu4 li2", "会同": "hui4 tong2", "华容": "hua2 rong2", "汨罗": "mi4 luo2",
    "新晃": "xin1 huang3", "资兴": "zi1 xing1", "永兴": "yong3 xing1", "宁乡": "ning2 xiang1", "宁远": "ning2 yuan3",
    "绥宁": "sui2 ning2", "花垣": "hua1 yuan2", "茶陵": "cha2 ling2", "石家庄": "shi2 jia1 zhuang1", "燕山": "yan1 shan1",
    "都江堰": "du1 jiang1 yan4", "三都": "san1 du1", "望都": "wang4 du1", "宜都": "yi2 du1", "于都": "yu2 du1",
}  # fmt: skip

# Words of trade names that the dictionary lacks or reads otherwise.
WORDS: dict[str, str] = {
    "分行": "fen1 hang2", "支行": "zhi1 hang2", "总行": "zong3 hang2", "商行": "shang1 hang2", "车行": "che1 hang2",
    "行业": "hang2 ye4", "种业": "zhong3 ye4", "调味": "tiao2 wei4", "空调": "kong1 tiao2", "参茸": "shen1 rong2",
    "会计": "kuai4 ji4", "音乐": "yin1 yue4", "乐器": "yue4 qi4", "供应": "gong1 ying4", "都市": "du1 shi4",
    "旅行": "lv3 xing2", "成长": "cheng2 zhang3", "种植": "zhong4 zhi2", "养殖": "yang3 zhi2", "便利": "bian4 li4",
    "率先": "shuai4 xian1", "重阳": "chong2 yang2", "重组": "chong2 zu3", "中药": "zhong1 yao4",
}  # fmt: skip

# 长 after a division's or a shop's last character is nearly always the beginning of the next word.
_HEADS = "市长 省长 县长 区长 镇长 乡长 村长 州长 厂长 店长 行长 会长 部长 社长 站长 馆长 院长 司长 局长"
NOT_WORDS = frozenset(_HEADS.split())

# Readings that tone sandhi changes in speech and no list should.
STEADY = frozenset("一不七八")

# Surnames, read at the head of a person's name alone.
SURNAMES: dict[str, str] = {
    "单": "shan4", "解": "xie4", "仇": "qiu2", "区": "ou1", "查": "zha1", "盖": "ge3", "朴": "piao2", "任": "ren2",
    "华": "hua4", "燕": "yan1", "纪": "ji3", "宁": "ning4", "乐": "yue4", "缪": "miao4", "召": "shao4", "黑": "he4",
    "逄": "pang2", "祭": "zhai4", "折": "she2", "繁": "po2", "种": "chong2", "秘": "bi4", "员": "yun4", "那": "na1",
    "能": "nai4", "葛": "ge3", "应": "ying1", "柏": "bai3", "车": "che1", "谌": "chen2", "粟": "su4", "佴": "nai4",
    "牟": "mu4", "阚": "kan4", "句": "gou1", "宿": "su4", "相": "xiang4", "藏": "zang1", "尉": "wei4", "曲": "qu1",
    "宓": "mi4", "乜": "nie4", "洗": "xian3", "冼": "xian3", "长": "chang2", "冠": "guan4", "卜": "bu3", "么": "yao1",
    "哈": "ha3", "都": "du1", "石": "shi2", "盛": "sheng4", "强": "qiang2", "郗": "xi1", "郇": "xun2", "晟": "cheng2",
    "万俟": "mo4 qi2", "尉迟": "yu4 chi2", "长孙": "zhang3 sun1", "令狐": "ling2 hu2", "单于": "chan2 yu2",
    "澹台": "tan2 tai2", "鲜于": "xian1 yu2", "皇甫": "huang2 fu3", "亓官": "qi2 guan1", "乐正": "yue4 zheng4",
}  # fmt: skip

"""Makes written Chinese comparable: one width, one case, one script.

Pure. Traditional characters are folded to simplified ones by a short table of the characters that
residents'
matters are written with; an unknown character stays as it is, so folding never loses a word.
"""

from __future__ import annotations

import unicodedata

_TRADITIONAL = (
    "倉個倫債傷備傳價億優償儲兩冊凍別剛創劃劇劉剝勞勁動務勝勢勵勸匯區協卻廠廳歷壓厭參雙發變葉號嘆員問啟喪喬單嗎響噸噴嚇嚴囑國圍園圓圖團聖場壞塊堅壇墊墳牆壯聲處"
    "備復夠頭誇夾奪獎奮婦媽嬰孫學寧實審憲宮寬賓對尋導將爾塵嘗堯屆屬歲島崗嶺幣師帳帶幫幹廣莊慶庫應廟廢開異棄張彌彎彈強歸當錄徹徑從憶懷態憐總戀惡惱慣憂慮懲懸戰戲戶"
    "執擴掃揚擾撫拋搶護報擔擬攏揀擁攔擰撥擇掛摯擋擠揮損換據擲攜攝擺搖撐攤斷無舊時曠顯曉晝曬暫術樸機殺雜權條來楊極構樞棗槍楓櫃檸標棧棟欄樹棲樣橋檔橫檢樓歡歐殘殼毀畢"
    "氣漢湯溝沒滬淚潑澤潔灑淺漿澆濁測濟瀏渾濃塗湧濤漲淵漸漁滲溫灣濕滯滿濾濫濱灘滅燈靈災爐點煉爛熱煙煩燒燙爺牽犧狀猶獨獄獵豬貓環現瑪璽電畫暢療瘋癥癢瘡監蓋盤盡睜瞞"
    "矚礦碼磚礎碩確禮禍離種積稱穩窮竊竅窩競筆筍箋築篩簡簽籃糧緊糾紅約級紀紙紋紡線練組細織終結繞繪給絡絕統繼績緒續維綿綜綠緩編緣縣縫縮繳網羅罰罷羨職聯聰肅腸膚脹腎腫"
    "勝膠腦臟臉臨艦艱藝節蘆蘇蘋範薦榮藥蓮獲營蕭薩蟲雖蝦螞補襯襲裝褲見觀規視覽覺觸計訂討讓訓議訊記講許論設訪證評識訴詞試詩誠話該詳語誤說請諸讀課誰調諒談謀謎謝謠謹譜譯"
    "貝負財責敗貨質販貪貧貫購貯賀貴貸貿費賃資賊賠賞賜賬賭賴賺賽贈贏趕趙躍踐蹤軍車軌軟轉輪輕載較輔輛輝輸轄邊遼達遷過運還這進遠違連遲適選遞遺鄧鄭鄰醫醬釋裡鑒針釣鈔鋼鐘鑰"
    "鐵鉛銀銅鋁銷鎖鍋錯錢鍵鏡長門閃閉間閘閱闊隊陽陰陣階際陸險隨隱難雞霧靜頂項順須顧頓預領頻題顏額顛風飛飯飲飾飽餓館饞馬駐駛駕騎驗騷驅魚鮮鳥鴨鴻鵝鹽麗麥黃齊齒齡龍龜"
    "鬧鬥鬆髮鬱穫繫係臺颱後麵裏閥閒閩闖闢闆屜屍巖崢嶼幟廈彙徵慘懶戶擊攪敵數斂曆棟業樂殯汙決洩減溼滌潛澀澇瀝瀾灶燃爭牘牠狹瑣璃瓊產畝痠瘓盜眾礙祕稅穀窪竄糞紮紛納"
    "紗純紐絲綁綱緻縱縹繁繩罵翹聽聳聶聞聾脅脈腳舖艙荊蒼蔣藍衛衝裊複訣詐詢誌誕誘誣諮諾謊譽譏貼賢賓贊趨踴輯輿農遙邁鄉醜鈴鉤銘鋪鋒鎮鏈鏟閣陳雲靂韻頁頗顆顱飄飼餘餐駁駐驚體"
)
_SIMPLIFIED = (
    "仓个伦债伤备传价亿优偿储两册冻别刚创划剧刘剥劳劲动务胜势励劝汇区协却厂厅历压厌参双发变叶号叹员问启丧乔单吗响吨喷吓严嘱国围园圆图团圣场坏块坚坛垫坟墙壮声处"
    "备复够头夸夹夺奖奋妇妈婴孙学宁实审宪宫宽宾对寻导将尔尘尝尧届属岁岛岗岭币师帐带帮干广庄庆库应庙废开异弃张弥弯弹强归当录彻径从忆怀态怜总恋恶恼惯忧虑惩悬战戏户"
    "执扩扫扬扰抚抛抢护报担拟拢拣拥拦拧拨择挂挚挡挤挥损换据掷携摄摆摇撑摊断无旧时旷显晓昼晒暂术朴机杀杂权条来杨极构枢枣枪枫柜柠标栈栋栏树栖样桥档横检楼欢欧残壳毁毕"
    "气汉汤沟没沪泪泼泽洁洒浅浆浇浊测济浏浑浓涂涌涛涨渊渐渔渗温湾湿滞满滤滥滨滩灭灯灵灾炉点炼烂热烟烦烧烫爷牵牺状犹独狱猎猪猫环现玛玺电画畅疗疯症痒疮监盖盘尽睁瞒"
    "瞩矿码砖础硕确礼祸离种积称稳穷窃窍窝竞笔笋笺筑筛简签篮粮紧纠红约级纪纸纹纺线练组细织终结绕绘给络绝统继绩绪续维绵综绿缓编缘县缝缩缴网罗罚罢羡职联聪肃肠肤胀肾肿"
    "胜胶脑脏脸临舰艰艺节芦苏苹范荐荣药莲获营萧萨虫虽虾蚂补衬袭装裤见观规视览觉触计订讨让训议讯记讲许论设访证评识诉词试诗诚话该详语误说请诸读课谁调谅谈谋谜谢谣谨谱译"
    "贝负财责败货质贩贪贫贯购贮贺贵贷贸费赁资贼赔赏赐账赌赖赚赛赠赢赶赵跃践踪军车轨软转轮轻载较辅辆辉输辖边辽达迁过运还这进远违连迟适选递遗邓郑邻医酱释里鉴针钓钞钢钟钥"
    "铁铅银铜铝销锁锅错钱键镜长门闪闭间闸阅阔队阳阴阵阶际陆险随隐难鸡雾静顶项顺须顾顿预领频题颜额颠风飞饭饮饰饱饿馆馋马驻驶驾骑验骚驱鱼鲜鸟鸭鸿鹅盐丽麦黄齐齿龄龙龟"
    "闹斗松发郁获系系台台后面里阀闲闽闯辟板屉尸岩峥屿帜厦汇征惨懒户击搅敌数敛历栋业乐殡污决泄减湿涤潜涩涝沥澜灶燃争牍它狭琐璃琼产亩酸痪盗众碍秘税谷洼窜粪扎纷纳"
    "纱纯纽丝绑纲致纵缥繁绳骂翘听耸聂闻聋胁脉脚铺舱荆苍蒋蓝卫冲袅复诀诈询志诞诱诬咨诺谎誉讥贴贤宾赞趋踊辑舆农遥迈乡丑铃钩铭铺锋镇链铲阁陈云雳韵页颇颗颅飘饲余餐驳驻惊体"
)
_SIMPLE = dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
_MOST = 20_000


class _Folds(dict[int, str]):
    """What each character becomes, found out on first use; bounded: texts come from anyone."""

    def __missing__(self, code: int) -> str:
        made = unicodedata.normalize("NFKC", chr(code)).casefold()
        made = "".join(_SIMPLE.get(character, character) for character in made)
        if len(self) < _MOST:
            self[code] = made
        return made


_FOLDS = _Folds()


def fold(text: str) -> str:
    """The text in one width (NFKC), lower case and simplified characters. Its length may change."""
    return text.translate(_FOLDS)


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the index of the original it came from."""
    made = [_FOLDS[ord(character)] for character in text]
    places = [index for index, piece in enumerate(made) for _ in piece]
    return "".join(made), places

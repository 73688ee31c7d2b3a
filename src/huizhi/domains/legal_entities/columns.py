"""The columns of an import file: Chinese header, English key, and what may stand in each. One list for all formats.

A file's first row may hold the Chinese headers or the English keys, in any order; columns that may be empty may be absent.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `longest` counts characters."""

    key: str
    zh: str
    longest: int
    says: str
    example: str
    required: bool = False


ENTITY_COLUMNS = (
    Column("uscc", "统一社会信用代码", 18, "18位，按GB 32100-2015校验；没有时填原注册号", "91430102MA4L0AXY94"),
    Column("registration_number", "原注册号", 15, "2015年以前执照上的15位注册号", ""),
    Column("name", "名称", 200, "登记的全称", "长沙示例科技有限公司", required=True),
    Column("kind", "主体类型", 20, "主体类型名称或代码，如“有限责任公司”或“LTD”", "有限责任公司", required=True),
    Column("status", "登记状态", 10, "存续、歇业、吊销、撤销、清算、注销、迁出；空为存续", "存续"),
    Column("status_on", "状态日期", 10, "进入该状态的日期；存续可空，其余状态必填", ""),
    Column("established_on", "成立日期", 10, "YYYY-MM-DD", "2016-05-12", required=True),
    Column("valid_until", "营业期限至", 10, "YYYY-MM-DD；长期为空", ""),
    Column("capital", "注册资本（万元）", 20, "人民币万元，最多6位小数；没有注册资本的为空", "500"),
    Column("industry", "行业代码", 5, "GB/T 4754-2017 门类字母加2至4位数字，如“I6510”", "I6510"),
    Column("division", "住所区划代码", 6, "6位县级行政区划代码（成立时有效的旧码会提示现行码）", "430102", required=True),
    Column("organ", "管辖机构编码", 12, "县局6位或监管所9位；空为住所所在县局", "430102001"),
    Column("registrar", "登记机关编码", 12, "省2位、市州4位、县6位、所9位；空为住所所在县局", "430102"),
    Column("address", "住所", 300, "住所或经营场所的全文", "湖南省长沙市芙蓉区示例路1号", required=True),
    Column("representative", "法定代表人", 100, "法定代表人、负责人、执行事务合伙人或经营者姓名", "张示例"),
    Column("scope", "经营范围", 4000, "全文", "软件开发；信息技术咨询服务"),
    Column("parent", "隶属单位代码", 18, "分支机构所隶属单位的统一社会信用代码", ""),
    Column("marker", "数据标记", 10, "演示数据填“演示”，正式数据为空", ""),
)

RELATION_COLUMNS = (
    Column("uscc", "统一社会信用代码", 18, "被投资或被任职的主体", "91430102MA4L0AXY94", required=True),
    Column("relation", "关系", 10, "股东、隶属、法定代表人、董事、监事、高级管理人员、合伙人、经营者", "股东", required=True),
    Column("other_name", "对方名称", 200, "对方单位名称或自然人姓名", "长沙示例投资有限公司", required=True),
    Column("other_uscc", "对方代码", 18, "对方单位的统一社会信用代码；自然人为空", ""),
    Column("share_ppm", "占比（百万分）", 7, "出资或份额的百万分比，整数；没有为空", "600000"),
    Column("since", "起", 10, "YYYY-MM-DD", "2016-05-12"),
    Column("until", "止", 10, "YYYY-MM-DD；仍存在为空", ""),
)

FACT_COLUMNS = (
    Column("uscc", "统一社会信用代码", 18, "事实所属主体的代码；没有时按名称和区划匹配", ""),
    Column("name", "名称", 200, "事实所载的主体名称", "长沙示例科技有限公司", required=True),
    Column("division", "区划代码", 6, "6位区划代码，帮助匹配", "430102"),
    Column("fact", "事实类别", 30, "许可、认证、检查、处罚、投诉、知识产权、年报等", "许可", required=True),
    Column("value", "内容", 2000, "事实的内容", "食品经营许可证 JY14301020000001", required=True),
    Column("on", "日期", 10, "事实发生日期，YYYY-MM-DD", "2024-03-01", required=True),
    Column("source", "来源", 100, "提供单位或系统", "长沙市芙蓉区市场监督管理局", required=True),
    Column("visibility", "可见", 4, "公开、本企业、内部；空为内部", "公开"),
)

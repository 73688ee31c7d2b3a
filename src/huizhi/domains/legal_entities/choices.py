"""Kinds of legal entity and their states, with the words that the register writes for them.

Kinds: requirements/law.md section 1 (条例第2条) for what the market regulator registers, GB 32100-2015 for the rest.
"""

from django.db import models


class Kind(models.TextChoices):
    """主体类型: every kind of legal person, and 个体工商户."""

    LIMITED = "LTD", "有限责任公司"
    JOINT_STOCK = "JSC", "股份有限公司"
    NON_COMPANY = "NCE", "非公司企业法人"
    SOLE = "SOLE", "个人独资企业"
    PARTNERSHIP = "PART", "合伙企业"
    COOPERATIVE = "COOP", "农民专业合作社"
    INDIVIDUAL = "SELF", "个体工商户"
    BRANCH = "BR", "分支机构"
    FOREIGN_BRANCH = "FBR", "外国（地区）公司分支机构"
    FOREIGN_REPRESENTATIVE = "FREP", "外国（地区）企业常驻代表机构"
    INSTITUTION = "INST", "事业单位"
    SOCIAL = "SOC", "社会团体"
    PRIVATE_NON_ENTERPRISE = "PNE", "民办非企业单位"
    FOUNDATION = "FDN", "基金会"
    ORGAN = "ORG", "机关"
    MASS = "MASS", "群众团体"
    RURAL_COLLECTIVE = "RCO", "农村集体经济组织"
    OTHER = "OTH", "其他"


class Status(models.TextChoices):
    """登记状态: where the entity stands in its life."""

    RESERVED = "reserved", "名称预留"
    LAPSED = "lapsed", "预留失效"
    ACTIVE = "active", "存续"
    DORMANT = "dormant", "歇业"
    REVOKED = "revoked", "吊销"
    ANNULLED = "annulled", "撤销"
    LIQUIDATING = "winding", "清算"
    CLOSED = "closed", "注销"
    MOVED = "moved", "迁出"


# First two characters of the code -> the kinds that its registering department may register (GB 32100-2015).
KINDS_OF_CODE: dict[str, frozenset[Kind]] = {
    "11": frozenset({Kind.ORGAN}),
    "12": frozenset({Kind.INSTITUTION}),
    "13": frozenset({Kind.MASS}),
    "51": frozenset({Kind.SOCIAL}),
    "52": frozenset({Kind.PRIVATE_NON_ENTERPRISE}),
    "53": frozenset({Kind.FOUNDATION}),
    "91": frozenset(
        {
            Kind.LIMITED,
            Kind.JOINT_STOCK,
            Kind.NON_COMPANY,
            Kind.SOLE,
            Kind.PARTNERSHIP,
            Kind.BRANCH,
            Kind.FOREIGN_BRANCH,
            Kind.FOREIGN_REPRESENTATIVE,
        }
    ),
    "92": frozenset({Kind.INDIVIDUAL}),
    "93": frozenset({Kind.COOPERATIVE, Kind.BRANCH}),
    "N1": frozenset({Kind.RURAL_COLLECTIVE}),
    "N2": frozenset({Kind.RURAL_COLLECTIVE}),
    "N3": frozenset({Kind.RURAL_COLLECTIVE}),
}


class EventKind(models.TextChoices):
    """事件: what can happen to an entity (条例第2章, law.md section 1; capability LP-03)."""

    RESERVED = "reserve", "名称预留"
    LAPSED = "lapse", "预留失效"
    ESTABLISHED = "set_up", "设立"
    RECORDED = "record", "入库"
    CHANGED = "change", "变更"
    MOVED_IN = "move_in", "迁入"
    MOVED_OUT = "move_out", "迁出"
    SUSPENDED = "suspend", "歇业"
    RESUMED = "resume", "恢复营业"
    REVOKED = "revoke", "吊销"
    ANNULLED = "annul", "撤销"
    RESTORED = "restore", "恢复登记"
    WINDING_UP = "wind_up", "清算"
    CLOSED = "close", "注销"


class RelationKind(models.TextChoices):
    """关系: how a party stands to an entity."""

    SHAREHOLDER = "share", "股东"
    PARENT = "parent", "隶属"
    REPRESENTATIVE = "rep", "法定代表人"
    DIRECTOR = "director", "董事"
    SUPERVISOR = "superv", "监事"
    MANAGER = "manager", "高级管理人员"
    PARTNER = "partner", "合伙人"
    OPERATOR = "operator", "经营者"

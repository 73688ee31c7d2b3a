"""The administration of access in the navigation."""

from django.utils.translation import gettext_lazy as _

from huizhi.kit.navigation import Entry, System

_S = System.OPERATION
NAVIGATION = [
    Entry(_("账户"), "accounts", _S, capability="access.read_accounts", order=60, words="accounts zhanghu zh users"),
    Entry(_("专项授权"), "grants", _S, capability="access.read_grants", order=61, words="grants zhuanxiangshouquan zxsq"),
    Entry(_("接口密钥"), "api_keys", _S, capability="access.manage_keys", order=62, words="api keys jiekoumiyao jkmy"),
    Entry(_("密封身份开启"), "openings", _S, capability="access.read_openings", order=63, words="sealed mifengshenfen mfsf"),
    Entry(
        _("敏感数据查阅记录"), "readings", _S, capability="access.read_reading_log", order=64, words="reading log chayuejilu cyjl"
    ),
    Entry(
        _("权限矩阵"), "access_matrix", _S, capability="access.read_matrix", order=65, words="roles rights quanxianjuzhen qxjz"
    ),
]

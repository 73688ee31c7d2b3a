"""Lists of accounts, grants, keys, requests to open, and readings."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huizhi.kernel.access import queries
from huizhi.kernel.access.models import Account, ApiKey, Grant, OpeningRequest
from huizhi.kernel.access.models.grants import GrantGround
from huizhi.kernel.access.types import KIND_LABELS, Kind
from huizhi.kit.access import access
from huizhi.kit.lists import ChoiceFilter, Column, FlagFilter, ListScreen, Order, TextFilter
from huizhi.kit.navigation import Words
from huizhi.lib import clock

_DONE, _DUE, _DANGER = "done", "due", "danger"


def _state(account: Account) -> tuple[Words, str]:
    if account.disabled_at is not None:
        return _("已停用"), ""
    if account.locked_until is not None and account.locked_until > clock.now():
        return _("已锁定"), _DANGER
    if account.must_change_password:
        return _("待改口令"), _DUE
    return _("正常"), _DONE


def _locked(rows: QuerySet[Any], said: str) -> QuerySet[Any]:
    return rows.filter(locked_until__gt=clock.now())


ACCOUNTS = ListScreen(
    key="access.accounts",
    title=_("账户"),
    lead=_("本单位及下级单位的账户；每次开立、停用、授权都有留痕。"),
    source=lambda viewer: queries.accounts(),
    template="administration/accounts.html",
    columns=(
        Column("login", _("登录名"), link=lambda a: reverse("account", args=[a.uuid])),
        Column("name", _("姓名或名称")),
        Column("kind", _("账户类别"), value=lambda a: gettext(KIND_LABELS[Kind(a.kind)])),
        Column("scope_code", _("范围码"), code=True),
        Column("post", _("岗位")),
        Column("state", _("状态"), value=lambda a: _state(a)[0], badge=lambda a: _state(a)[1]),
        Column("second_factor_since", _("动态口令启用时间"), moment=True),
        Column("created_at", _("开立时间"), moment=True, shown=False),
    ),
    filters=(
        TextFilter("q", _("登录名或姓名"), fields=("login", "name"), anywhere=True),
        ChoiceFilter(
            "kind", _("账户类别"), choices=[(k.value, _(KIND_LABELS[k])) for k in Kind if k not in {Kind.PUBLIC, Kind.SYSTEM}]
        ),
        TextFilter("scope_code", _("范围码开头"), fields=("scope_code",)),
        FlagFilter("locked", _("只看已锁定"), narrow=_locked),
        FlagFilter("disabled", _("只看已停用"), condition=Q(disabled_at__isnull=False)),
        FlagFilter("without_code", _("只看未启用动态口令"), condition=Q(second_factor_since__isnull=True)),
    ),
    orders=(
        Order("login", _("按登录名"), ("login", "id")),
        Order("scope", _("按范围码"), ("scope_code", "login", "id")),
        Order("recent", _("最近开立"), ("-created_at", "-id")),
    ),
    nothing=_("没有符合条件的账户"),
)
accounts = access(capability="access.read_accounts")(ACCOUNTS.view)


def grant_state(grant: Grant) -> tuple[Words, str]:
    """Where a grant stands."""
    if grant.revoked_at is not None:
        return _("已撤销"), ""
    return (_("有效"), _DONE) if grant.until > clock.now() else (_("已到期"), "")


GRANTS = ListScreen(
    key="access.grants",
    title=_("专项授权"),
    lead=_("将本单位掌握的一个主体的内部信息，因协助、移送、联合办理或指定管辖，在期限内开放给其他单位查阅。"),
    source=lambda viewer: queries.grants(),
    template="administration/grants.html",
    columns=(
        Column("to_label", _("被授权者"), link=lambda g: reverse("grant", args=[g.uuid])),
        Column("ground", _("事由"), value=lambda g: gettext(g.get_ground_display())),
        Column("scope_code", _("授权机构"), code=True),
        Column("since", _("起"), moment=True),
        Column("until", _("止"), moment=True),
        Column("given_by", _("授权人")),
        Column("state", _("状态"), value=lambda g: grant_state(g)[0], badge=lambda g: grant_state(g)[1]),
    ),
    filters=(
        TextFilter("q", _("被授权者"), fields=("to_label",), anywhere=True),
        ChoiceFilter("ground", _("事由"), choices=[(value, _(label)) for value, label in GrantGround.choices]),
        FlagFilter("in_force", _("只看有效的"), narrow=lambda rows, said: rows.filter(revoked_at=None, until__gt=clock.now())),
    ),
    orders=(Order("recent", _("最近设立"), ("-since", "-id")), Order("until", _("最先到期"), ("until", "id"))),
    nothing=_("没有专项授权"),
)
grants = access(capability="access.read_grants")(GRANTS.view)


def key_state(key: ApiKey) -> tuple[Words, str]:
    """Where a key stands."""
    if key.revoked_at is not None:
        return _("已撤销"), ""
    return (_("有效"), _DONE) if key.expires_at > clock.now() else (_("已到期"), _DUE)


KEYS = ListScreen(
    key="access.keys",
    title=_("接口密钥"),
    lead=_("协同部门以密钥调用接口；密钥只在签发时显示一次，每日用量与每次访问都有记录。"),
    source=lambda viewer: queries.keys(),
    template="administration/keys.html",
    columns=(
        Column("prefix", _("前缀"), code=True, link=lambda k: reverse("api_key", args=[k.uuid])),
        Column("account", _("协同部门"), value=lambda k: k.account.name, link=lambda k: reverse("api_key", args=[k.uuid])),
        Column("label", _("用途")),
        Column("key_scope", _("数据范围码"), code=True),
        Column("daily_quota", _("每日限额"), number=True),
        Column("expires_at", _("到期时间"), moment=True),
        Column("state", _("状态"), value=lambda k: key_state(k)[0], badge=lambda k: key_state(k)[1]),
    ),
    filters=(TextFilter("q", _("协同部门或用途"), fields=("account__name", "label"), anywhere=True),),
    orders=(Order("recent", _("最近签发"), ("-issued_at", "-id")), Order("expiry", _("最先到期"), ("expires_at", "id"))),
    nothing=_("没有接口密钥"),
)
api_keys = access(capability="access.manage_keys")(KEYS.view)


def opening_state(request: OpeningRequest) -> tuple[Words, str]:
    """Where a request stands."""
    if request.approved is None:
        return _("待决定"), _DUE
    if not request.approved:
        return _("未批准"), _DANGER
    if request.opened_at is not None:
        return _("已开启"), _DONE
    in_time = request.read_until is not None and request.read_until > clock.now()
    return (_("可开启"), "act") if in_time else (_("已过时限"), "")


OPENINGS = ListScreen(
    key="access.openings",
    title=_("密封身份开启"),
    lead=_("举报人等身份加密封存；一人申请、另一人批准后，申请人在时限内只能查看一次。"),
    source=lambda viewer: queries.openings(),
    template="administration/openings.html",
    columns=(
        Column("subject", _("所属事项"), link=lambda r: reverse("opening", args=[r.uuid])),
        Column("asked_name", _("申请人")),
        Column("asked_at", _("申请时间"), moment=True),
        Column("decided_name", _("决定人")),
        Column("decided_at", _("决定时间"), moment=True),
        Column("opened_at", _("开启时间"), moment=True),
        Column("state", _("状态"), value=lambda r: opening_state(r)[0], badge=lambda r: opening_state(r)[1]),
    ),
    filters=(
        TextFilter("q", _("所属事项"), fields=("subject",), anywhere=True),
        FlagFilter("waiting", _("只看待决定"), condition=Q(approved__isnull=True)),
    ),
    orders=(Order("recent", _("最近申请"), ("-asked_at", "-id")),),
    nothing=_("没有开启申请"),
)


openings = access(capability="access.read_openings")(OPENINGS.view)

READINGS = ListScreen(
    key="access.readings",
    title=_("敏感数据查阅记录"),
    lead=_("谁在何时、为何目的查阅了哪些敏感数据；只增不改。"),
    source=lambda viewer: queries.readings(),
    columns=(
        Column("at", _("时间"), moment=True),
        Column("name", _("查阅人")),
        Column("kind", _("数据种类"), code=True),
        Column("subjects", _("查阅对象"), value=lambda r: "，".join(r.subjects[:3]) + (" …" if len(r.subjects) > 3 else "")),
        Column("count", _("对象数"), value=lambda r: len(r.subjects), number=True),
        Column("purpose", _("目的")),
        Column("scope_code", _("范围码"), code=True, shown=False),
        Column("act_id", _("操作标识"), code=True, shown=False),
    ),
    filters=(
        TextFilter("name", _("查阅人"), fields=("name",)),
        TextFilter("subject", _("查阅对象"), narrow=lambda rows, said: rows.filter(subjects__contains=[said])),
        TextFilter("kind", _("数据种类"), fields=("kind",)),
    ),
    orders=(Order("recent", _("最近"), ("-at", "-id")),),
    nothing=_("没有查阅记录"),
)
readings = access(capability="access.read_reading_log")(READINGS.view)

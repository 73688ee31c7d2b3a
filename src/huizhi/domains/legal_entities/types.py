"""What others may know about the register: capabilities, refusals, answers. No database."""

from huizhi.lib.refusal import Refusal

CAPABILITIES = {
    "legal_entities.search": "查询主体",
    "legal_entities.import_file": "导入主体文件",
    "legal_entities.record_event": "登记主体生命周期事件",
    "legal_entities.confirm_claim": "确认企业认领",
    "legal_entities.query_registration": "按官方层级查询登记信息",
    "legal_entities.send_fact": "送来应归集到主体名下的事实",
}


class FileRefused(Refusal):
    """The file as a whole cannot be read as a table of entities."""

    code = "ENT-001"
    status = 422


class AlreadyLoaded(Refusal):
    """A file with the same bytes was loaded before."""

    code = "ENT-002"
    status = 409


class UnknownEntity(Refusal):
    """No entity with this code."""

    code = "ENT-003"
    status = 404


class WrongOrder(Refusal):
    """The event cannot follow in the entity's present state, or on that day."""

    code = "ENT-004"
    status = 409


class RowWrong(Refusal):
    """What was said of an entity does not pass the checks of a row."""

    code = "ENT-005"
    status = 422


class CodeTaken(Refusal):
    """Another entity bears this code."""

    code = "ENT-006"
    status = 409


class QueryTooShort(Refusal):
    """A search needs two characters."""

    code = "ENT-007"
    status = 422


class ImportRunning(Refusal):
    """Another file is being loaded."""

    code = "ENT-008"
    status = 409


class ClaimRefused(Refusal):
    """The claim cannot be made or settled."""

    code = "ENT-009"
    status = 409


class TooBroad(Refusal):
    """Too many entities fit for them to be ranked in time."""

    code = "ENT-010"
    status = 422

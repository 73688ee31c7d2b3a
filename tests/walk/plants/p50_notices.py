"""A message in the inbox of somebody of each county."""

from uuid import uuid4

from huizhi.kernel.access import services as access
from huizhi.kernel.notices import services
from huizhi.kernel.notices.models import Message
from tests.walk.world import County


def plant(county: County) -> dict[str, object]:
    account = str(uuid4())
    with access.scope(county.viewer):
        services.tell(account=account, kind="notices.trial", data={"words": county.mark}, at=county.at)
    with access.scope(access.system_viewer("notices")):
        return {"inbox_message.uuid": Message.objects.get(account=account).uuid}

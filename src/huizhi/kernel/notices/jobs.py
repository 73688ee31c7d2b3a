"""Letters go out once a minute; officers hear of their certificates before these expire."""

from datetime import timedelta

from huizhi.kernel.access.models import Account
from huizhi.kernel.jobs.services import Run, job
from huizhi.kernel.notices import services
from huizhi.kernel.organisations import queries as organisations
from huizhi.lib import clock
from huizhi.lib.calendar import legal_day

WARN_DAYS = (60, 30, 7)


@job("notices.send", zh="发送邮件与短信", runs_as="system:notices", every=timedelta(minutes=1))
def send(run: Run) -> None:
    """Send what is due."""
    done = services.send_due(clock=clock.now)
    run.report(dict(vars(done)))


@job("notices.certificates", zh="执法证到期提醒", runs_as="system:notices", every=timedelta(days=1))
def certificates(run: Run) -> None:
    """Tell each officer who has an account, once for each of the days before."""
    at = clock.now()
    today = legal_day(at)
    with run.scope():
        expiring = organisations.certificates_expiring(today=today, within=max(WARN_DAYS), limit=100_000)
        keys = {(one.officer.scope_code, one.officer.number) for one in expiring}
        holders = Account.objects.filter(officer_code__in={number for _, number in keys}, disabled_at=None)
        accounts = {(one.organ_code or one.scope_code, one.officer_code): str(one.uuid) for one in holders}
        told = services.tell_many(
            [
                services.Notice(
                    account=accounts[one.officer.scope_code, one.officer.number],
                    kind="organisations.certificate_expiring",
                    data={"kind": one.kind, "number": one.number, "expires_on": str(one.expires_on)},
                    key=f"{one.pk}:{one.expires_on}:{min(d for d in WARN_DAYS if (one.expires_on - today).days <= d)}",
                )
                for one in expiring
                if (one.officer.scope_code, one.officer.number) in accounts
            ],
            at=at,
        )
    run.report({"expiring": len(expiring), "told": told})

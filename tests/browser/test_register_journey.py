"""From a bad file to a proof: twelve kinds of bad rows, a dry run, a load, a search by initials, the file of a firm in both
languages, two duplicates merged and parted again, and the proofs of it all checked offline against a head kept elsewhere.
"""

from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page

from huizhi.domains.legal_entities.models import ImportBatch
from huizhi.domains.legal_entities.tests.factories import code, row, write_csv
from huizhi.interfaces.cli.ledger_verbs import verify_ledger
from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind
from huizhi.kernel.jobs import services as jobs
from huizhi.kernel.jobs.models import Job
from huizhi.kernel.ledger import services as ledger
from huizhi.lib import clock
from tests.browser.conftest import Opener, Site, assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "Zaoshang-8-dian"
FIRM, TWIN = "长沙云帆湘绣有限公司", "长沙云帆湘绣（原）有限公司"
BAD = {
    "wrong check character": {"uscc": code(101)[:-1] + ("A" if code(101)[-1] != "A" else "B")},
    "a letter that the standard excludes": {"uscc": "9143010" + "I" + code(102)[8:]},
    "neither code nor number": {"uscc": ""},
    "no name": {"name": ""},
    "a name too long": {"name": "长" * 201},
    "an unknown kind": {"kind": "无名公司"},
    "a status without its day": {"status": "注销"},
    "a day that never was": {"established_on": "2023-02-30"},
    "a capital below nothing": {"capital": "-5"},
    "an industry that does not exist": {"industry": "Z9999"},
    "an unknown division": {"division": "439999"},
    "an abolished division": {"division": "430221"},
}


@pytest.fixture
def steward(site: Site, open_page: Opener, settings: pytest.FixtureRequest) -> Page:
    """A data steward of the county at a desk."""
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
    with access.scope(access.system_viewer("demo")):
        access.create_account(
            login="steward", password=PASSWORD, kind=Kind.OFFICER, name="数据管理员", scope_code="430102", organ_code="430102",
            roles=["data_steward"], by="test", at=clock.now(),
        )  # fmt: skip
    page = open_page()
    page.goto(f"{site.url}/sign-in/")
    page.fill("#id_login", "steward")
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{site.url}/officer/")
    return page


def work() -> None:
    """What the worker does: run every job that waits."""
    with access.scope(access.system_viewer("jobs")):
        waiting = list(Job.objects.filter(ended_at=None))
    for job in waiting:
        jobs.run_now(job)


def head_kept_elsewhere(folder: Path) -> Path:
    """Sign how far the log has come, and take the head away."""
    with access.scope(access.system_viewer("sequencer")):
        ledger.sequence_all(at=clock.now())
        head = ledger.sign_head(at=clock.now())
        assert head is not None
        ledger.export_ledger(folder)
    kept = folder.parent / f"head-{head.size}"
    (note,) = list(folder.rglob("checkpoint"))
    kept.write_bytes(note.read_bytes())
    return kept


@pytest.mark.proves("LP-02", at="/officer/entities/imports/", partial=True)
@pytest.mark.proves("LP-04", at="/officer/entities/{code}/", partial=True)
@pytest.mark.proves("LP-09", at="/entities/{code}/", partial=True)
def test_from_a_bad_file_to_a_proof(site: Site, steward: Page, open_page: Opener, tmp_path: Path) -> None:
    key = str(ledger.prepare_keys())
    kept = head_kept_elsewhere(tmp_path / "before")
    good = [row(1, name=FIRM), row(2, name=TWIN), row(3), row(4)]
    bad = [row(100 + n, **cells) for n, cells in enumerate(BAD.values())]
    file = write_csv(tmp_path / "主体.csv", [*good, *bad, row(3)])

    # Dry run: every row is told, nothing is loaded.
    steward.goto(f"{site.url}/officer/entities/imports/")
    steward.set_input_files("input[type=file]", str(file))
    steward.fill("#id_source", "长沙市芙蓉区市场监督管理局")
    steward.click("main form button.primary, main form .acts button")
    steward.wait_for_url("**/officer/entities/imports/*-*/")
    work()
    steward.reload()
    assert_accessible(steward)
    assert_fits(steward)
    with access.scope(access.system_viewer("import")):
        tried = ImportBatch.objects.get()
    assert (tried.accepted, tried.refused) == (4, len(BAD) + 1)
    assert steward.locator("tbody tr").count() == len(BAD) + 1
    assert steward.goto(f"{site.url}/entities/{code(1)}/").status == 404  # type: ignore[union-attr]

    # The load, and the firm is found by the initials of its name.
    steward.go_back()
    steward.click("main .page-head form button")
    steward.wait_for_load_state("networkidle")
    work()
    public = open_page()
    public.goto(f"{site.url}/entities/?q=csyfxxyxgs")
    public.click(f"main a[href*='{code(1)}']")
    assert public.locator("h1").inner_text() == FIRM

    # The file of the firm in both languages.
    for language, word in (("zh-hans", "登记信息"), ("en", "Registration")):
        steward.context.add_cookies([{"name": "language", "value": language, "url": site.url}])
        steward.goto(f"{site.url}/officer/entities/{code(1)}/")
        assert steward.locator("h1").inner_text() == FIRM
        assert word in steward.locator("main").inner_text()
        assert_accessible(steward)
    steward.context.add_cookies([{"name": "language", "value": "zh-hans", "url": site.url}])

    # Two duplicates are merged and parted again.
    steward.goto(f"{site.url}/officer/entities/{code(1)}/merge/")
    steward.fill("#id_other", code(2))
    steward.fill("#id_reason", "同一企业更名前后的两条登记")
    steward.click("main form .acts button")
    steward.goto(f"{site.url}/officer/entities/{code(2)}/")
    assert code(1) in steward.locator("main .alert").inner_text()
    steward.goto(f"{site.url}/officer/entities/{code(1)}/?tab=identity")
    steward.click("a[href*='/part/']")
    steward.fill("#id_reason", "核实为两家不同的企业")
    steward.click("main form .acts button")
    steward.goto(f"{site.url}/officer/entities/{code(2)}/")
    assert steward.locator("main .alert").count() == 0

    # Proofs, offline, against the head that was taken away before any of it.
    after = tmp_path / "after"
    head_kept_elsewhere(after)
    told = CliRunner().invoke(verify_ledger, [str(after), "--key", key, "--head", str(kept)])
    assert told.exit_code == 0, told.output
    forged = next(f for f in sorted(after.rglob("*")) if f.is_file() and "tile" in f.parts and f.stat().st_size >= 32)
    forged.write_bytes(forged.read_bytes()[:-1] + bytes([forged.read_bytes()[-1] ^ 1]))
    assert CliRunner().invoke(verify_ledger, [str(after), "--key", key, "--head", str(kept)]).exit_code != 0

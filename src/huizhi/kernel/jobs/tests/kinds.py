"""Kinds of job for the tests: what a room's own `jobs` module would hold."""

import time
from datetime import timedelta
from pathlib import Path

from django.db import connection

from huizhi.kernel.jobs.services import Run, job
from huizhi.lib.refusal import Refusal


class NoSuchFile(Refusal):
    code = "TEST-001"


@job("test.count", zh="逐批写数", runs_as="organ")
def count(run: Run, *, upto: int, pause: float = 0.0) -> None:
    """Write the numbers 0 … upto-1 into `effect`, ten at a time, each batch together with its checkpoint."""
    at = int(run.checkpoint or 0)
    while at < upto:
        with run.scope():
            with connection.cursor() as cursor:
                cursor.executemany("insert into effect (n) values (%s)", [(n,) for n in range(at, min(at + 10, upto))])
            at = min(at + 10, upto)
            run.save(at)
        run.progress(at, upto, said=f"已写 {at}")
        time.sleep(pause)
    run.report({"written": at})


@job("test.refuse", zh="总被拒绝", runs_as="organ")
def refuse(run: Run, *, folder: str) -> None:
    file = Path(folder) / "refused.csv"
    file.write_text("行,原因\n3,校验码不符\n", encoding="utf-8")
    run.attach("refused.csv", file)
    run.report({"refused": 1})
    raise NoSuchFile("找不到文件", remedy="请重新上传")


@job("test.break", zh="程序出错", runs_as="organ")
def break_down(run: Run) -> None:
    raise LookupError("张三 430102199001011234")


@job("test.flaky", zh="时好时坏", runs_as="organ", retry_on=(TimeoutError,), attempts=3, wait=timedelta(seconds=10))
def flaky(run: Run, *, fails: int) -> None:
    if run.attempt <= fails:
        raise TimeoutError


@job("test.hourly", zh="每小时一次", runs_as="system:jobs", every=timedelta(hours=1))
def hourly(run: Run) -> None:
    run.report({"ran": True})

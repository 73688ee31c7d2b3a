"""后台作业: queue, progress, cancel, resume, report."""

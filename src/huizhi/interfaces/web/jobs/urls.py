"""Addresses of background jobs."""

from django.urls import path

from huizhi.interfaces.web.jobs import views

urlpatterns = [
    path("officer/jobs/", views.jobs, name="jobs"),
    path("officer/jobs/periodic/", views.periodic, name="periodic_jobs"),
    path("officer/jobs/<uuid:uuid>/", views.job, name="job"),
    path("officer/jobs/<uuid:uuid>/stop/", views.stop, name="stop_job"),
    path("officer/jobs/<uuid:uuid>/resume/", views.resume, name="resume_job"),
    path("officer/jobs/<uuid:uuid>/files/<int:attachment>/", views.attachment, name="job_file"),
]

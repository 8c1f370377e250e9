"""Addresses of the inbox and of messages about a case."""

from django.urls import path

from palui.delivery import views

app_name = "delivery"
urlpatterns = [
    path("kotak-masuk/", views.inbox, name="inbox"),
    path("kotak-masuk/dibaca/", views.read_all, name="read_all"),
    path("kotak-masuk/<int:message_id>/", views.message, name="message"),
    path("berkas/<str:code>/pesan/", views.messages_of_case, name="messages"),
    path("berkas/<str:code>/pesan/<int:message_id>/kirim-ulang/", views.retry, name="retry"),
    path("berkas/<str:code>/penerima/<str:action>/", views.recipients, name="recipients"),
]

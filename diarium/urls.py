"""Adresser i rummet: the public diary without login, and the registry's requests for documents."""

from django.urls import URLPattern, path

from diarium.views import disclosure, feeds, open_data, postlista, public

urlpatterns: list[URLPattern] = [
    path("publikt/diarium/", public.public_diary, name="public_diary"),
    path("publikt/diarium/rss/", feeds.rss, name="public_rss"),
    path("publikt/diarium/atom/", feeds.atom, name="public_atom"),
    path("publikt/diarium.csv", open_data.diary_csv, name="public_csv"),
    path("publikt/diarium.json", open_data.diary_json, name="public_json"),
    path("publikt/oppna-data/", open_data.open_data, name="open_data"),
    path("publikt/arenden/<uuid:uuid>/", public.public_matter, name="public_matter"),
    path("publikt/postlista/", public.public_daily_list, name="public_daily_list"),
    path("publikt/postlista/<str:day>/", public.public_daily_list, name="public_daily_list_of"),
    path("begar-ut/", disclosure.ask_for_document, name="ask_for_document"),
    path("begar-ut/<uuid:uuid>/", disclosure.receipt, name="request_receipt"),
    path("tillganglighet/", public.accessibility, name="accessibility"),
    path("personuppgifter/", public.personal_data, name="personal_data"),
    path("robots.txt", public.robots, name="robots"),
    path("diarium/postlista/", postlista.daily_list, name="daily_list"),
    path("diarium/postlista/<str:day>/", postlista.daily_list, name="daily_list_of"),
    path("diarium/begaran/", disclosure.requests, name="disclosure_requests"),
    path("diarium/begaran/<uuid:uuid>/", disclosure.request_page, name="disclosure_request"),
    path("diarium/begaran/<uuid:uuid>/prova/", disclosure.try_request, name="try_request"),
    path("diarium/begaran/<uuid:uuid>/koppla/", disclosure.bind_request, name="bind_request"),
    path("diarium/begaran/<uuid:uuid>/lamna-ut/", disclosure.release, name="release_request"),
    path("diarium/begaran/<uuid:uuid>/maska/", disclosure.release_masked, name="mask_request"),
    path("diarium/begaran/<uuid:uuid>/avsla/", disclosure.refuse, name="refuse_request"),
    path("diarium/begaran/<uuid:uuid>/beslut/", disclosure.refusal, name="refusal_of_request"),
]

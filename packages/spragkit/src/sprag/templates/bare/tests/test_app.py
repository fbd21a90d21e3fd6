from sprag.testing import Client

from app import app


def test_the_start_page_answers() -> None:
    with Client(app) as client:
        page = client.get("/")

    assert page.status == 200
    assert "<h1>PROJECT_TITLE</h1>" in page.text

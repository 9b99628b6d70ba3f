"""The live server: it answers its own page on this machine, says readably what is wrong, and serves nothing else."""

from __future__ import annotations

import json
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario.load import shipped_scenarios

HOST = "127.0.0.1:8765"
OWN = {"host": HOST}
PEOPLE = "id,manager,team\n" + "\n".join(f"n{k},{'n0' if k else ''},t{k % 2}" for k in range(12))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page as small as one can be; the real one is tested in a browser."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text('<html><script type="module" src="page/main.js"></script></html>')
    (folder / "main.js").write_text("export const a = 1;\n")
    (folder / "secret.txt").write_text("not part of the page")
    return folder


@pytest.fixture(scope="module")
def server(page, warm_engine):
    from starlette.testclient import TestClient

    from sim.web import pages
    from sim.web.imported import Charts
    from sim.web.serve import own_hosts
    from sim.web.server import build_app
    from sim.web.session import session_of

    kept, pages.FOLDER = pages.FOLDER, page
    app = build_app(session_of(["permanent-turbulence", "caravan~3"]), Charts(), own_hosts("127.0.0.1", 8765))
    with TestClient(app, base_url=f"http://{HOST}", raise_server_exceptions=False) as client:
        yield client
    pages.FOLDER = kept


def lines_of(answer):
    return [json.loads(line) for line in answer.text.splitlines()]


def test_a_run_is_streamed_line_by_line_and_the_same_again(server):
    first = server.get("/api/run", params={"recipe": "calm-seas~2"})
    assert first.headers["content-type"].startswith("application/x-ndjson")
    found = lines_of(first)
    assert [found[0]["kind"], found[-1]["kind"]] == ["begin", "end"]
    assert server.get("/api/run", params={"recipe": "calm-seas~2"}).text == first.text


def test_frames_of_days_before_are_left_out_when_asked_and_nothing_else(server):
    whole = lines_of(server.get("/api/run", params={"recipe": "calm-seas~2"}))
    late = lines_of(server.get("/api/run", params={"recipe": "calm-seas~2", "from": "120"}))
    frames = [line for line in whole if line["kind"] == "frames"]
    kept = [line for line in late if line["kind"] == "frames"]
    assert [line for line in late if line["kind"] != "frames"] == [line for line in whole if line["kind"] != "frames"]
    assert kept == [line for line in frames if line["first"] + line["count"] > 120]
    assert 0 < len(kept) < len(frames)


def test_the_session_and_the_catalogue_are_told(server):
    session = server.get("/api/session").json()
    assert session["playlist"] == [
        {"key": 1, "recipe": session["playlist"][0]["recipe"]},
        {"key": 2, "recipe": "caravan~3"},
    ]
    assert (session["offline"], session["chart"]) == (False, None)
    assert len(server.get("/api/scenarios").json()["scenarios"]) == len(shipped_scenarios())


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/run?recipe=calm-sea", 422),
        ("/api/run", 422),
        ("/api/run?recipe=calm-seas~1~chart:c000000", 422),
        ("/api/run?recipe=calm-seas~1&from=-1", 422),
        ("/api/run?recipe=calm-seas~1&from=1e9", 422),
        ("/api/run?recipe=" + "x" * 2_000, 422),
        ("/api/run?recipe=" + "x" * 9_000, 414),
        ("/nothing", 404),
        ("/page/nothing.js", 404),
        ("/page/secret.txt", 404),
        ("/page/../server.py", 404),
        ("/page/%2e%2e/server.py", 404),
        ("/page/..%2fserver.py", 404),
        ("/page//etc/passwd", 404),
        ("/page/%00", 404),
    ],
)
def test_what_is_wrong_is_said_in_both_languages(server, path, code):
    answer = server.get(path)
    assert answer.status_code == code
    assert set(answer.json()["error"]) == {"fr", "en"}
    assert "Traceback" not in answer.text


def test_what_goes_wrong_on_the_way_is_the_last_line(server):
    found = lines_of(server.get("/api/run", params={"recipe": "shock-in-distrust~1~@150:left.culture.trust:0.9"}))
    assert [line["kind"] for line in found] == ["error"]
    assert "Deux changements" in found[0]["error"]["fr"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1", "localhost:80", "", "192.168.0.9:8765"]
)
def test_another_host_is_not_answered(server, host):
    assert server.get("/api/session", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", [HOST, "localhost:8765", "[::1]:8765"])
def test_its_own_hosts_are_answered(server, host):
    assert server.get("/api/session", headers={"host": host}).status_code == 200


def test_another_site_may_neither_read_nor_write(server):
    for origin in ("http://evil.example", "null", "http://127.0.0.1:9999", "https://localhost:8765"):
        assert server.get("/api/session", headers={"origin": origin}).status_code == 403
        assert (
            server.post("/api/chart", content=PEOPLE, headers={"origin": origin, "x-treillis": "1"}).status_code == 403
        )
    assert server.get("/api/session", headers={"origin": f"http://{HOST}"}).status_code == 200
    assert "access-control-allow-origin" not in server.get("/api/session").headers


@pytest.mark.parametrize("path", ["/", "/page/main.js", "/api/session", "/nothing"])
def test_every_answer_carries_a_strict_policy(server, path):
    headers = server.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_there_is_nothing_to_do_any_other_way(server, method):
    assert server.request(method, "/api/session").status_code == 405


def test_a_chart_is_loaded_lived_with_and_nobody_is_named(server):
    answer = server.post("/api/chart", content=PEOPLE, headers={"x-treillis": "1"})
    assert answer.status_code == 200
    token = answer.json()["chart"]
    assert answer.json()["people"] == 12
    run = server.get("/api/run", params={"recipe": f"your-organisation~1~chart:{token}"})
    assert lines_of(run)[0]["imported"] is True
    assert "n11" not in answer.text + run.text


@pytest.mark.parametrize(
    ("content", "headers", "code"),
    [
        (PEOPLE, {}, 422),
        (b"x" * 1_000_001, {"x-treillis": "1"}, 413),
        (b"", {"x-treillis": "1"}, 422),
        (b"PK\x03\x04", {"x-treillis": "1"}, 422),
        ("id,manager,team\na,b,c\n", {"x-treillis": "1"}, 422),
    ],
)
def test_a_chart_that_cannot_be_used_is_refused_readably(server, content, headers, code):
    answer = server.post("/api/chart", content=content, headers=headers)
    assert answer.status_code == code
    assert set(answer.json()["error"]) == {"fr", "en"}


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_no_recipe_whatsoever_breaks_the_server(server, text):
    answer = server.get("/api/run", params={"recipe": f"calm~seas~{text}"})
    assert answer.status_code in (414, 422)
    assert answer.json()["error"]["fr"]


def test_a_server_that_listens_beyond_this_machine_knows_addresses_but_no_names():
    from starlette.testclient import TestClient

    from sim.web.imported import Charts
    from sim.web.serve import is_local, own_hosts
    from sim.web.server import build_app
    from sim.web.session import session_of

    app = build_app(session_of(["permanent-turbulence"]), Charts(), own_hosts("0.0.0.0", 80), any_address=True)
    with TestClient(app) as client:
        assert client.get("/api/session", headers={"host": "10.0.0.7:80"}).status_code == 200
        assert client.get("/api/session", headers={"host": "evil.example:80"}).status_code == 400
    assert [is_local(each) for each in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "10.1.1.1", "x")] == [True] * 3 + [
        False
    ] * 3


# --------------------------------------------------------------------------------------------------------- the verbs
def test_a_port_that_is_taken_or_impossible_is_said_in_one_line(treillis):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        said = treillis("app", "--no-browser", "--port", port)
    assert (said.code, said.out) == (2, "")
    assert f"{port} is taken (try --port" in said.err
    assert "from 0 to 65535" in treillis("app", "--no-browser", "--port", "70000").err
    assert "cannot be listened on" in treillis("app", "--no-browser", "--host", "203.0.113.1").err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("app", "calm-sea"), "no scenario 'calm-sea'"),
        (("app", "--people", "none.csv"), "no such file: none.csv"),
        (("app", "--session", "none.yaml"), "no such file: none.yaml"),
        (("app", "--lang", "de"), "--lang: no language 'de'"),
        (("app", *["permanent-turbulence"] * 10), "keys 1 to 9"),
        (("replay", "calm-seas~1~culture.clarty:1"), "did you mean 'culture.clarity'?"),
        (("replay", "your-organisation~1~chart:c000000"), "give its file with --people"),
        (("export",), "say what"),
        (("export", "calm-sea"), "no scenario 'calm-sea'"),
    ],
)
def test_what_a_coach_got_wrong_is_one_line_and_exit_code_2(treillis, words, says):
    said = treillis(*words)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert len(said.err.splitlines()) == 1


def test_replay_prints_the_numbers_in_both_languages_and_as_json(treillis):
    assert "Délai de décision (jours)" in treillis("replay", "calm-seas~2").out
    assert "Delay of a decision (days)" in treillis("replay", "calm-seas~2", "--lang", "en").out
    found = json.loads(treillis("replay", "calm-seas~2", "--json").out)
    assert found["left"]["lead"] < found["right"]["lead"]
    assert found["more"]["left"]["decision_lead"] == found["left"]["lead"]


def test_a_session_file_sets_the_keys(tmp_path):
    from sim.web.session import read_session

    path = tmp_path / "seance.yaml"
    path.write_text("title: Lundi\nlang: en\nplaylist: [permanent-turbulence~3, 'caravan~1~right.culture.joining:0']\n")
    made = read_session(path)
    assert [str(each) for each in made.playlist] == ["permanent-turbulence~3", "caravan~1~right.culture.joining:0"]
    assert (made.lang, made.title) == ("en", "Lundi")
    for text, says in (
        ("playlst: []", "did you mean 'playlist'?"),
        ("playlist: []", "expected a list of recipes"),
        ("playlist: [3]", "expected a list of recipes"),
        ("- a", "expected the keys"),
        ("playlist: [nothing]", "no scenario"),
        ("playlist: [calm-seas]", "calm-seas is not shown, since the years contradict its text; shown: permanent-turb"),
        ("a: [", "not YAML"),
    ):
        path.write_text(text)
        with pytest.raises(InputError) as wrong:
            read_session(path)
        assert says in str(wrong.value)

"""TLS, its reload at SIGHUP, and the pages a browser may connect from."""

import asyncio
import shutil
import signal
import ssl
import subprocess

import pytest
import websockets
from bipartite import COMMITTEE, Member, Server, run, wait_for
from test_bad_input import refused


class Authority:
    """A certificate authority in a folder, made with the `openssl` program."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.openssl("req", "-x509", *KEY, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test")

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    @property
    def file(self):
        return self.folder / "ca.pem"

    def sign(self, name, hosts="DNS:localhost,IP:127.0.0.1"):
        """A certificate `name`.pem and its `name`.key."""
        (self.folder / "ext").write_text(f"subjectAltName={hosts}")
        self.openssl("req", *KEY, "-keyout", f"{name}.key", "-out", "request", "-subj", f"/CN={name}")
        self.openssl("x509", "-req", "-in", "request", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                     "-days", "2", "-extfile", "ext", "-out", f"{name}.pem")
        return self.folder / f"{name}.pem", self.folder / f"{name}.key"


KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls") / "ca")


@pytest.fixture
def secure(tmp_path, authority):
    """A server that speaks TLS, with files of its own: `cert.pem` and `key.pem` beside its data folder."""
    put(tmp_path, *authority.sign("one"))
    options = ["--tls-cert", tmp_path / "cert.pem", "--tls-key", tmp_path / "key.pem"]
    server = Server(tmp_path / "secure", options=options).create().start()
    yield server
    server.stop()


def put(folder, certificate, key):
    shutil.copy(certificate, folder / "cert.pem")
    shutil.copy(key, folder / "key.pem")


def trusting(authority, version=None):
    context = ssl.create_default_context(cafile=authority.file)
    if version:
        context.minimum_version = context.maximum_version = version
    return context


async def name_shown(server, authority, version=None):
    """The name on the certificate that a new connection is met with."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=trusting(authority, version))
    subject = dict(pair[0] for pair in writer.get_extra_info("peercert")["subject"])
    writer.close()
    return subject["commonName"]


def test_a_terminal_works_over_tls_with_the_authority_it_was_given(secure, authority, tmp_path):
    worker = Member(secure, "w1", tmp_path / "w1")
    worker.join("--ca", authority.file)
    assert worker.json("text", "insert", "plan/notes", "--at", "0", "Under TLS. ")["saved"]
    assert "Under TLS. " in worker.text("plan/notes")


def test_an_untrusted_certificate_and_a_wrong_name_are_told_apart(secure, authority, tmp_path):
    env = {"BIPARTITE_HOME": str(tmp_path / "home")}
    code = secure.invite("w1")
    refused("bipartite", "join", f"{secure.host}#{code}", env=env, says=["not trusted", "--ca"])
    put(tmp_path, *authority.sign("elsewhere", hosts="DNS:elsewhere.example"))
    secure.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "certificate reloaded" in secure.log.read_text(), "the reload")
    refused("bipartite", "join", f"{secure.host}#{code}", "--ca", authority.file, env=env, says=["another name"])


def test_http_to_a_tls_port_and_tls_to_a_plain_port_end_at_once(secure, server, tmp_path):
    env = {"BIPARTITE_HOME": str(tmp_path / "home")}
    refused("bipartite", "join", f"127.0.0.1:{secure.port}#ABCDE-FGHJK-M", env=env, says=["cannot be reached"])
    refused("bipartite", "join", f"https://{server.host}#ABCDE-FGHJK-M", env=env, says=["does not speak TLS", "http://"])


def test_sighup_reloads_for_new_connections_and_keeps_the_old_certificate_if_the_new_is_bad(
    secure, authority, tmp_path
):
    async def conversation():
        address = f"wss://127.0.0.1:{secure.port}/y/{COMMITTEE}/plan?token={secure.token('w1')}"
        async with websockets.connect(address, ssl=trusting(authority)) as old:
            await old.recv()
            assert await name_shown(secure, authority) == "one"
            (tmp_path / "cert.pem").write_text("no certificate")
            secure.process.send_signal(signal.SIGHUP)
            await asyncio.to_thread(
                wait_for, lambda: "the old one stays" in secure.log.read_text(), "the refusal")
            assert await name_shown(secure, authority) == "one"
            put(tmp_path, *authority.sign("two"))
            secure.process.send_signal(signal.SIGHUP)
            await asyncio.to_thread(
                wait_for, lambda: "certificate reloaded" in secure.log.read_text(), "the reload")
            assert await name_shown(secure, authority) == "two"
            await asyncio.wait_for(await old.ping(), 5)

    asyncio.run(conversation())
    assert secure.stop() == 0


def test_sighup_does_not_end_a_server_without_a_certificate(server):
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "no certificate to read again" in server.log.read_text(), "word of the signal")
    assert server.invite("w1")
    assert server.stop() == 0


def test_tls_is_1_2_or_newer(secure, authority):
    for version in [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]:
        assert asyncio.run(name_shown(secure, authority, version)) == "one"
    old = ["openssl", "s_client", "-connect", f"127.0.0.1:{secure.port}", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]
    said = subprocess.run(old, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert said.returncode != 0 and "alert protocol version" in said.stderr


def test_a_server_does_not_start_with_a_bad_certificate(authority, tmp_path):
    Server(tmp_path / "data").create()
    words = ["bipartite-server", "serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0"]
    one, two = authority.sign("one"), authority.sign("two")
    refused(*words, "--tls-cert", one[0], "--tls-key", two[1], says=["not the one", str(two[1])])
    refused(*words, "--tls-cert", two[1], "--tls-key", two[1], says=["no certificate", str(two[1])])
    refused(*words, "--tls-cert", one[0], "--tls-key", tmp_path / "nothing", says=["no private key", "nothing"])
    refused(*words, "--tls-cert", one[0], says=["go together"])
    refused(*words, "--allow-origin", "room.example", says=["https://room.example"])


def opened_from(server, origin):
    """The status a page of `origin` gets at the upgrade."""

    async def attempt():
        address = f"ws://{server.host}/y/{COMMITTEE}/plan?token={server.token('w1')}"
        try:
            async with websockets.connect(address, origin=origin):
                return 101
        except websockets.exceptions.InvalidStatus as refusal:
            return refusal.response.status_code

    return asyncio.run(attempt())


def test_a_browser_may_connect_from_the_servers_own_page_or_from_a_listed_one(server, tmp_path):
    assert opened_from(server, None) == 101
    assert opened_from(server, f"http://{server.host}") == 101
    assert opened_from(server, "https://evil.example") == 403
    assert opened_from(server, "null") == 403
    listed = Server(tmp_path / "other", options=["--allow-origin", "https://room.example"]).create().start()
    try:
        assert opened_from(listed, "https://room.example") == 101
        assert opened_from(listed, f"http://{listed.host}") == 403
        assert "origin refused" in listed.log.read_text()
    finally:
        listed.stop()

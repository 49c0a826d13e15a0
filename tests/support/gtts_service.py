"""A loopback server that speaks the protocol of Google Translate's voices, and misbehaves when it is told to."""

import base64
import contextlib
import io
import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import av
import numpy as np

PATH = "/_/TranslateWebserverUi/data/batchexecute"


def mp3(text):
    """A hum that lasts a tenth of a second for each letter, with a pause of 0.3 s behind each comma."""
    parts = []
    for clause in text.split(","):
        count = round(24000 * 0.1 * max(1, sum(c.isalnum() for c in clause)))
        parts += [0.4 * np.sin(np.arange(count) * 0.08), np.zeros(7200)]
    sound = (np.concatenate(parts[:-1]) * 32767).astype(np.int16)
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("mp3", rate=24000, layout="mono")
        frame = av.AudioFrame.from_ndarray(sound[None, :], format="s16", layout="mono")
        frame.sample_rate = 24000
        fitting = av.AudioResampler(format="s16p", layout="mono", rate=24000)
        for each in (*fitting.resample(frame), None):
            container.mux(stream.encode(each))
    return file.getvalue()


class Service:
    """`answers` are (status, headers, body) to give first; `None` for a body stands for the sound that is asked for.

    While `trickles` names the head or the body of an answer, that comes byte by byte and never to its end.
    """

    def __init__(self):
        self.answers = []
        self.trickles = ""
        self.ended = threading.Event()
        self.texts = []
        self.languages = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                ((_, rpcs),) = urllib.parse.parse_qsl(body)
                name, parameters, *_ = json.loads(rpcs)[0][0]
                text, language, *_ = json.loads(parameters)
                assert (self.path, name) == (PATH, "jQ1olc")
                status, headers, content = service.answers.pop(0) if service.answers else (200, {}, None)
                if status == 200:
                    service.texts.append(text)
                    service.languages.append(language)
                if content is None:
                    sound = json.dumps([base64.b64encode(mp3(text)).decode()], separators=(",", ":"))
                    answer = json.dumps(
                        [["wrb.fr", "jQ1olc", sound, None, None, None, "generic"]], separators=(",", ":")
                    )
                    content = f")]}}'\n\n{len(answer)}\n{answer}\n"
                if service.trickles:
                    self._trickle()
                    return
                self.send_response(status)
                for header in {"Content-Length": str(len(content.encode()))} | headers:
                    self.send_header(header, ({"Content-Length": str(len(content.encode()))} | headers)[header])
                self.end_headers()
                self.wfile.write(content.encode())

            def _trickle(self):
                self.close_connection = True
                with contextlib.suppress(OSError):  # nobody listens any more
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                    if service.trickles == "body":
                        self.wfile.write(b"Content-Length: 9000000\r\n\r\n")
                    while not service.ended.wait(0.01):
                        self.wfile.write(b"x")

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

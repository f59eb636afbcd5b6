"""Ways out for nodes, their tools and candidates: the data folder, the host, other programs."""

from tests.escape.probe import Probe, probes

NODE_PROBES: tuple[Probe, ...] = (
    probes(
        {
            "read another node's code": """
return "s3cret" in open(given["data"] + "/nodes/other_node/main.py").read()""",
            "import another node from the data folder": """
sys.path.insert(0, given["data"])
import nodes.other_node.main as other
return other.KEY == "s3cret" """,
            "change another node's code": """
open(given["data"] + "/nodes/other_node/main.py", "a").write("x = 1")
return True""",
            "add a version to a node": """
os.makedirs(given["data"] + "/nodes/other_node/versions/2")
return True""",
            "put a link in place of a manifest": """
os.symlink(given["secret"], given["data"] + "/node.json")
os.replace(given["data"] + "/node.json", given["data"] + "/nodes/other_node/node.json")
return True""",
            "read the database": """
import sqlite3
rows = sqlite3.connect(given["data"] + "/evolver.db").execute("SELECT key FROM kept")
return rows.fetchone() == ("s3cret",)""",
            "write to the database": """
import sqlite3
with sqlite3.connect(given["data"] + "/evolver.db") as database:
    database.execute("INSERT INTO kept VALUES ('mine')")
return True""",
            "hold the database's lock": """
lock = open(given["data"] + "/evolver.db.lock", "a")
fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
return True""",
            "add a tool": """
open(given["data"] + "/tools/mine.yaml", "w").write("type: executable")
return True""",
            "change a setting": """
open(given["data"] + "/config.yaml", "a").write("sandbox: {}")
return True""",
            "read what the web page's cookie is made of": """
return open(given["data"] + "/web_secret").read() == "s3cret" """,
            "read the conversation with a model": """
return "s3cret" in open(given["data"] + "/reply_cache/one.json").read()""",
            "read its parent's environment": """
return bool(open("/proc/%d/environ" % os.getppid(), "rb").read())""",
            "read its parent's command line": """
return bool(open("/proc/%d/cmdline" % os.getppid(), "rb").read())""",
            "list its parent's descriptors": """
return bool(os.listdir("/proc/%d/fd" % os.getppid()))""",
            "reach the files above through /proc": """
return "s3cret" in open("/proc/self/root" + given["secret"]).read()""",
            "pass a descriptor through a socket": """
a, b = socket.socketpair()
socket.send_fds(a, [b"x"], [0])
return True""",
            "open a terminal": "return bool(os.openpty())",
            "run a shell through the C library": """
return libc.system(b"true") == 0""",
            "start Python as a tool does": """
import asyncio
async def start():
    child = await asyncio.create_subprocess_exec("/bin/true")
    return await child.wait() == 0
return asyncio.run(start())""",
            "start very many threads": """
held = threading.Event()
threading.stack_size(65536)
for _ in range(300):
    threading.Thread(target=held.wait, daemon=True).start()
return True""",
        },
        needs="data",
    )
    + probes(
        {
            "move a file out of its folder": """
open("mine", "w").write("x")
os.rename("mine", "../mine")
return True""",
            "write beside its folder": """
open("../mine", "w").write("x")
return True""",
            "start what it wrote": """
written = os.open("mine", os.O_CREAT | os.O_WRONLY, 0o755)
os.write(written, b"#!/bin/sh\\n")
os.close(written)
return subprocess.run([os.path.abspath("mine")]).returncode == 0""",
            "offer a socket in its folder": """
server = socket.socket(socket.AF_UNIX)
server.bind("offered")
server.listen()
return True""",
        },
        needs="out",
    )
    + probes(
        {
            "stream to a model's server without waiting": """
line = socket.socket()
line.setblocking(False)
line.connect_ex(("127.0.0.1", given["tcp"]))
return bool(select.select([], [line], [], 2)[1]) and line.send(b"POST / HTTP/1.1") > 0""",
            "ask a model's server over HTTP": """
import http.client
http.client.HTTPConnection("127.0.0.1", given["tcp"], timeout=2).request("GET", "/api/tags")
return True""",
            "send to a server as the connection is made": """
line = socket.socket()
return line.sendto(b"x", 0x20000000, ("127.0.0.1", given["tcp"])) >= 0""",
        },
        needs="servers",
    )
    + probes(
        {
            "read a secret in a Python that a candidate starts": """
read = "print(open(%r).read())" % given["secret"]
done = subprocess.run([given["python"], "-I", "-S", "-c", read], capture_output=True, text=True)
return "s3cret" in done.stdout""",
            "write beside its folder in a Python that a candidate starts": """
write = "open(%r, 'w').write('x')" % (given["folder"] + "/mine")
return subprocess.run([given["python"], "-I", "-S", "-c", write]).returncode == 0""",
            "start a shell from a candidate": """
return subprocess.run(["/bin/sh", "-c", "exit 0"]).returncode == 0""",
            "start what a candidate wrote": """
written = os.open("mine", os.O_CREAT | os.O_WRONLY, 0o755)
os.write(written, b"#!/bin/sh\\n")
os.close(written)
return subprocess.run([os.path.abspath("mine")]).returncode == 0""",
            "listen on the network in a candidate": """
socket.create_server(("127.0.0.1", 0))
return True""",
            "leave a candidate's folder by a link": """
os.symlink(given["secret"], "mine")
return open("mine").read() == "s3cret" """,
        },
        needs="candidate",
    )
)

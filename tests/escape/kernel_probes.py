"""Ways out through the network and through rarer doors of the kernel."""

from tests.escape.probe import Probe, probes

KERNEL_PROBES: tuple[Probe, ...] = (
    probes(
        {
            "connect over TCP": """
socket.create_connection(("127.0.0.1", given["tcp"]), 2)
return True""",
            "listen on TCP": """
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen()
return True""",
            "send over UDP": """
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
return line.sendto(b"hello", ("127.0.0.1", given["udp"])) == 5""",
            "ask a name server": """
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
line.settimeout(2)
question = b"\\0\\1\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\6secret\\7example\\0\\0\\1\\0\\1"
line.sendto(question, ("127.0.0.1", given["udp"]))
return bool(line.recv(100))""",
            "connect to a Unix socket": """
socket.socket(socket.AF_UNIX).connect(given["unix"])
return True""",
            "connect to an abstract Unix socket": """
socket.socket(socket.AF_UNIX).connect("\\0" + given["abstract"])
return True""",
            "send a Unix datagram through a pair": """
a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
return a.sendto(b"x", given["unix_datagram"]) == 1""",
        },
        needs="servers",
    )
    + probes(
        {
            "see the network's interfaces": "return bool(socket.if_nameindex())",
            "open a netlink socket": """
return bool(socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0))""",
            "set up an io_uring": """
return syscall(425, 4, ctypes.create_string_buffer(256)) >= 0""",
            "make new namespaces": """
return call("unshare", 0x10000000 | 0x20000) == 0""",
            "make a process in new namespaces": """
number = {"x86_64": 56, "aarch64": 220}[MACHINE]
pid = syscall(number, 0x10000000 | 17, 0, 0, 0, 0)
if pid == 0:
    os._exit(0)
return pid > 0""",
            "mount something": """
call("unshare", 0x10000000 | 0x20000)
return call("mount", b"none", b"/tmp", b"tmpfs", 0, None) == 0""",
            "change its root": """
call("unshare", 0x10000000 | 0x20000)
return call("chroot", b"/tmp") == 0""",
            "share memory the old way": """
return call("shmget", 0, 4096, 0o1600) >= 0 """,
            "share messages the old way": """
return call("msgget", 0, 0o1600) >= 0""",
            "share semaphores the old way": """
return call("semget", 0, 1, 0o1600) >= 0""",
            "open a message queue": """
name = b"/code-evolver-%d" % os.getpid()
rt = ctypes.CDLL("librt.so.1", use_errno=True)
opened = rt.mq_open(name, os.O_CREAT | os.O_RDWR, 0o600, None)
rt.mq_unlink(name)
return opened >= 0""",
            "keep a key in the kernel": """
number = {"x86_64": 248, "aarch64": 217}[MACHINE]
return syscall(number, b"user", b"code-evolver", b"x", 1, -1) > 0""",
            "make secret memory": """
return syscall(447, 0) >= 0""",
            "change its personality": """
return call("personality", 0x0040000) >= 0 and call("personality", 0xffffffff) == 0x0040000""",
            "name the file of a handle": """
handle = ctypes.create_string_buffer(struct.pack("=Ii", 128, 0), 136)
mount = ctypes.c_int()
number = {"x86_64": 303, "aarch64": 264}[MACHINE]
return syscall(number, -100, given["secret"].encode(), handle, ctypes.byref(mount), 0) == 0""",
            "make itself unkillable by its parent's death": """
return call("prctl", 1, 0, 0, 0, 0) == 0""",
            "take over orphans": """
return call("prctl", 36, 1, 0, 0, 0) == 0""",
            "make another Landlock ruleset": """
return syscall(444, struct.pack("=Q", 1), 8, 0) >= 0""",
            "receive signals as a file": """
return call("signalfd", -1, ctypes.create_string_buffer(128), 0) >= 0""",
        }
    )
)

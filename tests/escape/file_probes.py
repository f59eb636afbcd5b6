"""Ways out through files: read, write, change, link, and what the system keeps as files."""

from tests.escape.probe import Probe, probes

FILE_PROBES: tuple[Probe, ...] = (
    probes(
        {
            "read a secret file": 'return "s3cret" in open(given["secret"]).read()',
            "read a secret through a raw call": """
number = {"x86_64": 257, "aarch64": 56}[MACHINE]
opened = syscall(number, -100, given["secret"].encode(), 0, 0)
return b"s3cret" in os.read(opened, 100)""",
            "read a secret through a link that lies about": """
return "s3cret" in open(given["link"]).read()""",
            "list a folder": 'return bool(os.listdir(given["folder"]))',
            "read the users of the machine": 'return "root" in open("/etc/passwd").read()',
            "read the project's settings": """
return bool(open(given["project"] + "/config.yaml").read())""",
            "write a new file": """
open(given["folder"] + "/new", "w").write("x")
return True""",
            "append to a file": """
open(given["secret"], "a").write("x")
return True""",
            "truncate a file by its name": """
os.truncate(given["secret"], 0)
return True""",
            "write into the project": """
open(given["project"] + "/src.py", "w").write("x")
return True""",
            "replace node_runtime": """
os.rename(given["project"] + "/node_runtime.py", given["project"] + "/away.py")
return True""",
            "make a folder": """
os.mkdir(given["folder"] + "/new")
return True""",
            "delete a file": """
os.unlink(given["secret"])
return True""",
            "delete a folder": """
os.rmdir(given["empty"])
return True""",
            "rename a file": """
os.rename(given["secret"], given["secret"] + "2")
return True""",
            "hard-link a file": """
os.link(given["secret"], given["folder"] + "/linked")
return True""",
            "make a symbolic link": """
os.symlink(given["secret"], given["folder"] + "/linked")
return True""",
            "make a named pipe": """
os.mkfifo(given["folder"] + "/pipe")
return True""",
            "make a file without a name": """
os.open(given["folder"], os.O_TMPFILE | os.O_RDWR, 0o600)
return True""",
            "change a file's mode": """
os.chmod(given["secret"], 0o777)
return True""",
            "change a file's owner": """
os.chown(given["secret"], os.getuid(), os.getgid())
return True""",
            "change a file's times": """
os.utime(given["secret"], (1, 1))
return True""",
            "set an attribute on a file": """
os.setxattr(given["secret"], "user.x", b"1")
return True""",
            "watch a folder for changes": """
watch = call("inotify_init")
return call("inotify_add_watch", watch, given["folder"].encode(), 0x100) > 0""",
            "write shared memory as a file": """
open("/dev/shm/code-evolver-escape-%d" % os.getpid(), "w").write("x")
os.unlink("/dev/shm/code-evolver-escape-%d" % os.getpid())
return True""",
            "read its own memory through /proc": """
return bool(os.open("/proc/self/mem", os.O_RDONLY))""",
            "read the kernel's list of mounts": 'return bool(open("/proc/self/mounts").read())',
            "read an inherited secret of the environment": """
return os.environ.get("CODE_EVOLVER_SECRET") == "s3cret" """,
            "use a descriptor it inherited": """
for number in range(4, 64):
    try:
        os.fstat(number)
        return True
    except OSError:
        continue
return False""",
        }
    )
    + probes(
        {
            "fill the disk with one file": """
with open("big", "wb") as file:
    for _ in range(100):
        file.write(bytes(1 << 20))
return os.stat("big").st_size >= 100 << 20""",
            "fill the disk with many files": """
for number in range(40):
    with open("big%d" % number, "wb") as file:
        file.write(os.urandom(1 << 20))
time.sleep(0.3)
return True""",
            "fill the disk with an unlinked file": """
with open("big", "wb") as file:
    os.unlink("big")
    for _ in range(20):
        file.write(bytes(1 << 20))
return True""",
            "fill the disk in a folder that it closed": """
os.mkdir("closed", 0o300)
for number in range(40):
    with open("closed/big%d" % number, "wb") as file:
        file.write(bytes(1 << 20))
time.sleep(0.3)
return True""",
            "fill the disk in a folder too deep to be named": """
for _ in range(40):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
for number in range(40):
    with open("big%d" % number, "wb") as file:
        file.write(bytes(1 << 20))
time.sleep(0.3)
return True""",
            "take space on the disk without writing": """
return call("fallocate", os.open("big", os.O_CREAT | os.O_WRONLY), 0, 0, 1 << 20) == 0""",
            "use up the inodes": """
for number in range(1500):
    open("f%d" % number, "w").close()
time.sleep(0.3)
return True""",
            "leave a link for the host to follow": """
os.symlink(given["secret"], "answer.txt")
return True""",
            "leave a socket for the host": """
socket.socket(socket.AF_UNIX).bind("line")
return True""",
        },
        needs="out",
    )
    + probes(
        {
            "read beside a granted file": 'return bool(open(given["beside_granted"]).read())',
            "write to a granted file": """
open(given["granted"], "r+").write("x")
return True""",
            "change the mode of an open granted file": """
os.fchmod(os.open(given["granted"], os.O_RDONLY), 0o777)
return True""",
        },
        needs="grant",
    )
)

"""Ways out through processes: signals, debugging, new processes, memory and limits."""

from tests.escape.probe import Probe, probes

PROCESS_PROBES: tuple[Probe, ...] = (
    probes(
        {
            "signal a process": """
os.kill(given["victim"], signal.SIGUSR1)
return True""",
            "signal a thread": """
number = {"x86_64": 234, "aarch64": 131}[MACHINE]
syscall(number, given["victim"], given["victim"], int(signal.SIGUSR1))
return True""",
            "signal through a process descriptor": """
signal.pidfd_send_signal(os.pidfd_open(given["victim"]), signal.SIGUSR1)
return True""",
            "signal by owning a socket": """
a, b = socket.socketpair()
fcntl.fcntl(a, fcntl.F_SETOWN, given["victim"])
return True""",
            "debug a process": """
libc.ptrace.argtypes = [ctypes.c_long] * 4
return call("ptrace", 0x4206, given["victim"], 0, 0) == 0""",
            "read a process's memory": """
target = ctypes.create_string_buffer(6)
local = struct.pack("PP", ctypes.addressof(target), 6)
remote = struct.pack("PP", given["address"], 6)
number = {"x86_64": 310, "aarch64": 270}[MACHINE]
return syscall(number, given["victim"], local, 1, remote, 1, 0) == 6""",
            "read a process's environment": """
return b"s3cret" in open("/proc/%d/environ" % given["victim"], "rb").read()""",
            "see which processes there are": """
return any(name.isdigit() for name in os.listdir("/proc"))""",
            "change a process's limits": """
resource.prlimit(given["victim"], resource.RLIMIT_NOFILE, (10, 10))
return True""",
            "change a process's priority": """
os.setpriority(os.PRIO_PROCESS, given["victim"], 19)
return True""",
            "change where a process may run": """
os.sched_setaffinity(given["victim"], {0})
return True""",
            # 0 is an answer too: the leader is outside of a container's process namespace.
            "learn a process's session": """
return os.getsid(given["victim"]) >= 0""",
            "learn a process's group": """
return os.getpgid(given["victim"]) >= 0""",
            "learn a process's priority": """
return os.getpriority(os.PRIO_PROCESS, given["victim"]) < 20""",
            "learn where a process may run": """
return bool(os.sched_getaffinity(given["victim"]))""",
            "learn how a process is scheduled": """
return os.sched_getscheduler(given["victim"]) >= 0""",
            "learn a process's scheduling parameters": """
return os.sched_getparam(given["victim"]).sched_priority >= 0""",
            "learn a process's capabilities": """
header, sets = struct.pack("=Ii", 0x20080522, given["victim"]), ctypes.create_string_buffer(24)
return syscall({"x86_64": 125, "aarch64": 90}[MACHINE], header, sets) == 0""",
            "learn a process's list of locks": """
head, size = ctypes.c_void_p(), ctypes.c_size_t()
number = {"x86_64": 274, "aarch64": 100}[MACHINE]
return syscall(number, given["victim"], ctypes.byref(head), ctypes.byref(size)) == 0""",
            "read a process's clock": """
return time.clock_gettime((~given["victim"] << 3) | 2) > 0""",
            "read how fine a process's clock is": """
return time.clock_getres((~given["victim"] << 3) | 2) > 0""",
            "wait for a process's clock": """
libc.clock_nanosleep.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p]
return libc.clock_nanosleep((~given["victim"] << 3) | 2, 1, struct.pack("qq", 0, 1), None) == 0""",
            "set a timer on a process's clock": """
timer = ctypes.c_void_p()
return call("timer_create", (~given["victim"] << 3) | 2, None, ctypes.byref(timer)) == 0""",
            "copy a process's descriptor": """
number = 438
return syscall(number, os.pidfd_open(given["victim"]), 0, 0) >= 0""",
        },
        needs="victim",
    )
    + probes(
        {
            "find the program that ran before in its own memory": """
libc.write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
libc.sbrk.restype = ctypes.c_void_p
reader, writer = os.pipe()
top, block, page = libc.sbrk(0), 1 << 21, 4096
places = {id(object()) // block, id(sys.modules) // block, id(b"x" * 600) // block}
places |= {id(vars(module)) // block for module in list(sys.modules.values()) if module}
places |= {place // block for place in range(top - (16 << 20), top, block)}
# Not written as one text: that would be in this program's own memory.
start, end = b" ".join([b"s3cret", b"of"]), b" another program"
for place in places:
    for address in range(place * block, (place + 1) * block, page):
        # The kernel refuses to read where nothing is mapped.
        if libc.write(writer, address, page) > 0:
            found = os.read(reader, page).split(start)[1:]
            if any(text.startswith(end) for text in found):
                return True
return False""",
        },
        needs="earlier",
    )
    + probes(
        {
            "signal its parent": """
os.kill(os.getppid(), 0)
return True""",
            "learn whose process has the other end of a socket": """
socket_pair = socket.socketpair()
return struct.unpack("3i", socket_pair[0].getsockopt(socket.SOL_SOCKET, 17, 12))[0] > 0""",
            "signal everything": """
os.kill(-1, 0)
return True""",
            "fork": """
pid = os.fork()
if pid == 0:
    os._exit(0)
return os.waitpid(pid, 0)[0] == pid""",
            "fork through a raw call": """
number = {"x86_64": 56, "aarch64": 220}[MACHINE]
pid = syscall(number, 17, 0, 0, 0, 0)
if pid == 0:
    os._exit(0)
return pid > 0""",
            "fork through the newest call": """
arguments = struct.pack("=8Q", 0, 0, 0, 0, 17, 0, 0, 0)
pid = syscall(435, arguments, 64)
if pid == 0:
    os._exit(0)
return pid > 0""",
            "leave a daemon": """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(0.2)
    os._exit(0)
return True""",
            "start a program": """
return subprocess.run(["/bin/true"]).returncode == 0""",
            "spawn a program": """
return os.posix_spawn("/bin/true", ["true"], {}) > 0""",
            "become another program": """
os.execv("/bin/echo", ["echo", "ESCAPED"])""",
            "run a program from memory": """
memory = os.memfd_create("x")
os.write(memory, open("/bin/true", "rb").read())
return True""",
            "leave its session": """
if os.fork() == 0:
    os.setsid()
    os._exit(0)
return os.wait()[1] == 0""",
            "leave its process group": """
os.setpgid(0, 0)
return True""",
            "take more private memory than it may": """
held = bytearray(250 << 20)
held[:: 4096] = b"x" * len(held[:: 4096])
return len(held) > 0""",
            "take more shared memory than it may": """
held = mmap.mmap(-1, 250 << 20)
for place in range(0, 250 << 20, 4096):
    held[place] = 1
return True""",
            "take memory in a file of memory": """
memory = os.memfd_create("x")
for _ in range(250):
    os.write(memory, bytes(1 << 20))
return True""",
            "take memory in children": """
for _ in range(4):
    if os.fork() == 0:
        held = bytearray(80 << 20)
        held[:: 4096] = b"x" * len(held[:: 4096])
        time.sleep(0.1)
        os._exit(0)
return all(os.wait()[1] == 0 for _ in range(4))""",
            "take memory in pipes": """
ends = [os.pipe() for _ in range(20)]
for _, end in ends:
    fcntl.fcntl(end, 1031, 1 << 20)
return True""",
            "lock memory": """
held = mmap.mmap(-1, 1 << 16)
address = ctypes.addressof(ctypes.c_char.from_buffer(held))
return call("mlock", ctypes.c_void_p(address), ctypes.c_size_t(1 << 16)) == 0""",
            "open very many descriptors": """
return len([os.dup(0) for _ in range(500)]) == 500""",
            "raise its own limits": """
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 400), hard))
return resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= 400""",
            "use more processor time than it may": """
end = time.process_time() + 0.6
while time.process_time() < end:
    pass
return True""",
            "outlive its time by ignoring signals": """
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU, signal.SIGALRM):
    signal.signal(number, signal.SIG_IGN)
time.sleep(1.2)
return True""",
        }
    )
)

"""A file system that fails as disks do: what was written but not synced tears and vanishes at a power cut, the n-th
input or output fails, a sync fails, the space runs out.

It lives in memory behind FUSE, in a process of its own that hears orders as JSON lines on its standard input. Creating,
unlinking and renaming are durable at once: what SQLite asks of a journalling file system.

    python faulty_disk.py FOLDER        mounts there until its input ends
"""

import errno
import json
import os
import pathlib
import random
import stat
import subprocess
import sys
import threading
import time

SECTOR = 512


class File:
    """What a program reads, what the disk holds, and the writes between them."""

    def __init__(self, content=b""):
        self.content, self.durable, self.unsynced = bytearray(content), bytearray(content), []

    def write(self, offset, data):
        put(self.content, offset, data)
        self.unsynced.append((offset, bytes(data)))

    def truncate(self, length):
        resize(self.content, length)
        self.unsynced.append((length, None))

    def sync(self):
        self.durable, self.unsynced = bytearray(self.content), []

    def cut(self, chance):
        """Of what was not synced all, nothing or any part has reached the disk, sector by sector."""
        share = chance.choice([0.0, 0.0, 0.5, 0.9, 1.0])
        for offset, data in self.unsynced:
            if data is None:
                if chance.random() < share:
                    resize(self.durable, offset)
                continue
            start = 0
            while start < len(data):
                end = min(len(data), start + SECTOR - (offset + start) % SECTOR)
                if chance.random() < share:
                    put(self.durable, offset + start, data[start:end])
                start = end
        self.content, self.unsynced = bytearray(self.durable), []


def put(content, offset, data):
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset:offset + len(data)] = data


def resize(content, length):
    del content[length:]
    content.extend(bytes(length - len(content)))


class Faults:
    """What is to go wrong, and how many calls there have been."""

    def __init__(self):
        self.calls, self.fail_at, self.failed = 0, None, None
        # Every sync fails, or those of the files whose names end so.
        self.sync_fails = self.sync_lies = False
        self.bytes_max = None
        self.written = None

    def count_write(self, path, start, end):
        """A long write comes in pieces of a page or less: what goes on where the last call ended is the same call."""
        if self.written != (path, start):
            self.count("write", path)
        self.written = (path, end)

    def count(self, call, path):
        # SQLite's shared memory is mapped, not read: a fault there is a signal, not an answer.
        if path.endswith("-shm"):
            return
        self.calls, self.written = self.calls + 1, None
        if self.calls == self.fail_at:
            self.failed = f"{call} {path}"
            raise OSError(errno.EIO, "")
        if call == "sync" and (self.sync_fails is True or self.sync_fails and path.endswith(self.sync_fails)):
            self.failed = f"{call} {path}"
            raise OSError(errno.EIO, "")


def serve(folder):
    """Runs the file system until it is unmounted."""
    import mfusepy

    faults, files, folders = Faults(), {}, {"/"}

    class Disk(mfusepy.Operations):
        use_ns = True

        def file(self, path):
            if path not in files:
                raise OSError(errno.ENOENT, "")
            return files[path]

        def getattr(self, path, fh=None):
            if path in folders:
                return {"st_mode": stat.S_IFDIR | 0o755, "st_nlink": 2}
            return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": len(self.file(path).content)}

        def readdir(self, path, fh):
            inside = path.rstrip("/") + "/"
            names = {name[len(inside):].split("/")[0] for name in [*files, *folders] if name.startswith(inside)}
            return [".", "..", *(name for name in names if name)]

        def mkdir(self, path, mode):
            faults.count("mkdir", path)
            folders.add(path)

        def rmdir(self, path):
            folders.discard(path)

        def create(self, path, mode, fi=None):
            faults.count("create", path)
            files[path] = File()
            return 0

        def open(self, path, flags):
            faults.count("open", path)
            self.file(path)
            return 0

        def read(self, path, size, offset, fh):
            faults.count("read", path)
            return bytes(self.file(path).content[offset:offset + size])

        def write(self, path, data, offset, fh):
            faults.count_write(path, offset, offset + len(data))
            file = self.file(path)
            more = max(0, offset + len(data) - len(file.content))
            if faults.bytes_max is not None and more > 0 and used() + more > faults.bytes_max:
                raise OSError(errno.ENOSPC, "")
            file.write(offset, data)
            return len(data)

        def truncate(self, path, length, fh=None):
            faults.count("truncate", path)
            self.file(path).truncate(length)

        def fsync(self, path, datasync, fh):
            faults.count("sync", path)
            if not faults.sync_lies:
                self.file(path).sync()

        def fsyncdir(self, path, datasync, fh):
            pass

        def unlink(self, path):
            faults.count("unlink", path)
            self.file(path)
            del files[path]

        def rename(self, old, new):
            faults.count("rename", old)
            files[new] = self.file(old)
            del files[old]

        def statfs(self, path):
            free = 1 << 18 if faults.bytes_max is None else max(0, faults.bytes_max - used()) // 4096
            return {"f_bsize": 4096, "f_frsize": 4096, "f_blocks": 1 << 18, "f_bfree": free, "f_bavail": free,
                    "f_files": 1 << 16, "f_ffree": 1 << 15, "f_namemax": 255}

        def chmod(self, path, mode):
            pass

        def utimens(self, path, times=None):
            pass

    def used():
        return sum(len(file.content) for file in list(files.values()))

    def obey(order):
        match order.pop("do"):
            case "fill":
                # The shared memory is a file too, but not a disk's: it takes no space here.
                faults.bytes_max = used() + order["left"]
            case "cut":
                chance = random.Random(order["seed"])
                torn = sum(len(file.unsynced) for file in files.values())
                for file in files.values():
                    file.cut(chance)
                return {"unsynced": torn}
            case "set":
                for name, value in order.items():
                    setattr(faults, name, value)
            case "look":
                pass
        return {"calls": faults.calls, "failed": faults.failed, "used": used()}

    def listen():
        for line in sys.stdin:
            print(json.dumps(obey(json.loads(line))), flush=True)
        subprocess.run(["umount", "-l", folder])

    threading.Thread(target=listen, daemon=True).start()
    mfusepy.FUSE(Disk(), str(folder), foreground=True, nothreads=True, default_permissions=False)


class FaultyDisk:
    """The file system, mounted; as a context it is unmounted at its end."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = self.folder.with_suffix(".log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, __file__, self.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True)
        end = time.monotonic() + 20
        while not os.path.ismount(self.folder):
            assert self.process.poll() is None and time.monotonic() < end, \
                "the faulty disk cannot be mounted; it needs /dev/fuse, fuse3 and root"
            time.sleep(0.02)

    def order(self, do, **words):
        self.process.stdin.write(json.dumps({"do": do, **words}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            # Somebody still has a file open on it.
            self.process.kill()
            self.process.wait()
        self.log.close()


if __name__ == "__main__":
    serve(sys.argv[1])

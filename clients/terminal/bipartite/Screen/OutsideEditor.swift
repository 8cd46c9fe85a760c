import Foundation
import TerminalApp

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The member's own editor, on a file that only they may read and that is gone afterwards.
struct OutsideEditor: Sendable {
    /// As the shell runs it.
    private let command: String
    /// Where the file may lie; the first that is there.
    private let places: [String]

    /// `VISUAL`, `EDITOR`, else vi. The file lies in memory where this machine has such a folder; with
    /// `isPrivate` nowhere else.
    init(environment: [String: String], isPrivate: Bool) {
        command = ["VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
        let inMemory = [environment["XDG_RUNTIME_DIR"] ?? "", "/dev/shm"].filter { !$0.isEmpty }
        places = inMemory + (isPrivate ? [] : [environment["TMPDIR"] ?? "", "/tmp"].filter { !$0.isEmpty })
    }

    /// Runs the editor in the terminal of this process and waits for its end.
    ///
    /// - Parameter isEnding: whether a signal ends this process: it may have ended the editor too, and what
    ///   that had saved by then counts.
    func edit(
        _ text: String, isEnding: @escaping @Sendable () -> Bool
    ) async -> Result<String, EditorFailure> {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: editNow(text, isEnding)) }
        }
    }

    private func editNow(_ text: String, _ isEnding: () -> Bool) -> Result<String, EditorFailure> {
        guard let folder = privateFolder() else { return .failure(.noFile) }
        // Whatever the editor left beside it goes too.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = URL(filePath: folder).appending(path: "text.txt")
        // Editors end the last line; what they add is not the member's.
        let isEnded = text.hasSuffix("\n")
        do throws(Failure) {
            try PrivateFile.write(Array((isEnded ? text : text + "\n").utf8), to: file)
        } catch {
            return .failure(.noFile)
        }
        switch run(on: file.path) {
        case 0: break
        case _ where isEnding(): break
        case 127: return .failure(.missing(command))
        default: return .failure(.failed)
        }
        guard let bytes = try? Data(contentsOf: file) else { return .failure(.noFile) }
        // A letter in another encoding costs that letter, not the text.
        var left = String(data: bytes, encoding: .utf8) ?? String(decoding: bytes, as: UTF8.self)
        if !isEnded, left.last?.isNewline == true { left.removeLast() }
        return .success(left)
    }

    /// A new folder that nobody else may enter.
    private func privateFolder() -> String? {
        for place in places {
            var template = Array("\(place)/bipartite-XXXXXX".utf8CString)
            // Safe: the call changes the six letters of the local array, and nothing behind them.
            if unsafe mkdtemp(&template) != nil {
                return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
        return nil
    }

    /// The exit code; 126 where it was ended by a signal or never began.
    ///
    /// Not `Process`: that puts its child into a group of its own, which may not read from the terminal.
    private func run(on file: String) -> Int32 {
        let words = ["sh", "-c", "\(command) \"$1\"", "bipartite", file]
        let environment = ProcessInfo.processInfo.environment.filter { $0.key != "BIPARTITE_PIN" }
        // Safe: the copies live until they are freed below, after the call that reads them.
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
        // Keys such as Ctrl-C are the editor's alone.
        let before = [SIGINT, SIGQUIT].map { number in (number, signal(number, SIG_IGN)) }
        defer { for (number, handler) in before { signal(number, handler) } }
        var attributes = posix_spawnattr_t()
        var usual = sigset_t()
        // Safe: C functions on local values.
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe sigemptyset(&usual)
        for number in [SIGINT, SIGQUIT] { unsafe sigaddset(&usual, number) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &usual)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var child: pid_t = 0
        guard unsafe posix_spawn(&child, "/bin/sh", nil, &attributes, &arguments, &variables) == 0 else {
            return 126
        }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { return 126 }
        }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 126
    }
}

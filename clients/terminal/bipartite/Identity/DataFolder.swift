import Foundation

/// The folder that holds every membership on this machine: `<host>/<committee>/<member>/`.
struct DataFolder: Sendable {
    var root: URL

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        func folder(_ name: String) -> URL? {
            environment[name].flatMap { $0.isEmpty ? nil : URL(filePath: $0, directoryHint: .isDirectory) }
        }
        root =
            folder("BIPARTITE_HOME") ?? folder("XDG_DATA_HOME")?.appending(path: "bipartite")
            ?? URL.homeDirectory.appending(path: ".local/share/bipartite")
    }

    func member(_ member: String, of committee: String, on server: ServerAddress) -> URL {
        [server.authority, committee, member].reduce(root) {
            $0.appending(path: Self.fileName($1), directoryHint: .isDirectory)
        }
    }

    /// Every membership, in the order of the folders' names.
    func identities() throws(Failure) -> [Identity] {
        var found: [Identity] = []
        for host in Self.folders(in: root) {
            for committee in Self.folders(in: host) {
                for member in Self.folders(in: committee)
                where FileManager.default.fileExists(atPath: member.appending(path: "identity.json").path) {
                    found.append(try Identity(reading: member))
                }
            }
        }
        return found
    }

    private static func folders(in folder: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted().map {
            folder.appending(path: $0, directoryHint: .isDirectory)
        }
    }

    /// A name that stays one file name, whatever a server calls its committees.
    static func fileName(_ text: String) -> String {
        let safe = text.map { character in
            character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
                ? character : "_"
        }
        return safe.first == "." || safe.isEmpty ? "_" + String(safe) : String(safe)
    }
}

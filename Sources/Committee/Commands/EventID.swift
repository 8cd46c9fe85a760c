import Crypto

/// The ids of events that follow from something that has an id already.
enum EventID {
    /// The `number`-th event of a command: the first has the command's own id, the others a UUID (version 8)
    /// told from it by SHA-256. They say nothing about order or time to whoever does not know the command.
    static func of(_ command: String, _ number: Int) -> String {
        guard number > 0 else { return command }
        let digest = SHA256.hash(data: Array("bipartite-event-v1\n\(command)\n\(number)".utf8))
        return uuid(Array(digest.prefix(16)), version: 8)
    }

    /// The event of a clock, told from what set it: the same for whoever works it out.
    static func ofClock(_ parts: [String]) -> String {
        let text = "bipartite-clock-v1\n" + parts.joined(separator: "\n")
        return uuid(Array(SHA256.hash(data: Array(text.utf8)).prefix(16)), version: 8)
    }

    /// Sixteen bytes as a UUID of the version.
    static func uuid(_ bytes: [UInt8], version: UInt8) -> String {
        var bytes = bytes
        bytes[6] = bytes[6] & 0x0F | version << 4
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef")
        var text = ""
        for (place, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(place) { text.append("-") }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0x0F)])
        }
        return text
    }
}

public import CRDT

/// The minutes of one meeting as both sides signed them, with the corrections they signed since, as a file
/// that anybody can check offline: `SignedFile.verify`. `Protocol/signoff.md`, *Signed minutes, as a file*,
/// is the page.
public enum SignedMinutes {
    static let format = "bipartite-signed-minutes-v1"

    /// The file's bytes: canonical JSON with its seal; nil while both sides have not signed.
    ///
    /// - Parameters:
    ///   - heads: signed heads of the audience `committee`, as `sync.md` has them.
    ///   - mark: signs the body's statement with the server's key; a client has none.
    public static func export(
        of meeting: String, _ picture: Picture, heads: [AnyValue] = [],
        mark: ((_ statement: [UInt8]) -> ServerMark)? = nil
    ) -> [UInt8]? {
        let versions = picture.signedMinutes(of: meeting)
        guard !versions.isEmpty else { return nil }
        let own: [AnyValue.Member] = [
            .init("meeting", .string(meeting)),
            .init("versions", .array(versions.map(SignedFile.version))),
        ]
        return SignedFile.bytes(
            format, own, proof: versions, picture, heads: heads, mark: mark)
    }

    /// Whether a content says what it must: the first the minutes, each other the next note on them.
    ///
    /// - Parameter number: 0 for the minutes, else the note's.
    static func isInPlace(_ content: SignedContent, number: Int, of minutes: SignedContent) -> Bool {
        guard number > 0 else { return content.value["fields"] != nil }
        let note = content.value["correction"]
        return note?["number"]?.int == number && note?["of"]?.string == minutes.digest.hex
    }
}

extension SignedMinutes {
    /// What a file holds, as both sides signed it.
    public struct Summary: Hashable, Sendable {
        /// The meeting's id.
        public let meeting: String
        /// Of the minutes, which the notes on them name.
        public let digest: String
        public let held: String
        /// Enough of each side were there.
        public let isQuorate: Bool
        /// Ids of who was there.
        public let present: [Side: [String]]
        public let decisions: Int
        /// The version of the plan the decisions were made on; nil while none was signed.
        public let planVersion: Int?
        public let corrections: Int

        init(of minutes: SignedContent, meeting: String, corrections: Int) {
            let fields = minutes.value["fields"]
            func list(_ name: String) -> [AnyValue] { fields?[name]?.array ?? [] }
            self.meeting = meeting
            digest = minutes.digest.hex
            held = fields?["held"]?.string ?? ""
            isQuorate = fields?["quorate"]?.bool == true
            present = [
                .worker: list("worker_present").compactMap(\.string),
                .management: list("management_present").compactMap(\.string),
            ]
            decisions = list("decisions").count
            planVersion = fields?["plan_version"]?.int
            self.corrections = corrections
        }
    }
}

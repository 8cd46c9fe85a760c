public import CRDT

/// A plan in force as a file that anybody can check offline: `SignedFile.verify`. `Protocol/signoff.md`, *A
/// plan in force, as a file*, is the page.
public enum SignedPlan {
    static let format = "bipartite-signed-plan-v1"

    /// What a file holds.
    public struct Summary: Hashable, Sendable {
        /// Digest over all that is in force.
        public let root: String
        public let items: Int
    }

    /// The file's bytes: canonical JSON with its seal; nil while nothing is in force.
    ///
    /// - Parameters:
    ///   - heads: signed heads of the audience `committee`, as `sync.md` has them.
    ///   - mark: signs the body's statement with the server's key; a client has none.
    public static func export(
        _ picture: Picture, heads: [AnyValue] = [], mark: ((_ statement: [UInt8]) -> ServerMark)? = nil
    ) -> [UInt8]? {
        let signOff = picture.state.signOff
        let inForce = signOff.plansInForce
        guard !inForce.isEmpty,
            let root = SignedContent.root(
                committee: picture.committee, leaves: inForce.mapValues(\.digest))
        else { return nil }
        let ids = inForce.keys.sorted(by: CanonicalJSON.precedes)
        let versions = ids.map { signOff.leaves[.planItem($0)]?.versions ?? [] }
        let items = zip(ids, versions).map { id, versions in
            AnyValue.object(["id": .string(id), "versions": .array(versions.map(SignedFile.version))])
        }
        let own: [AnyValue.Member] = [
            .init("root", .string(root.digest.hex)), .init("version", .number(Double(signOff.planVersion))),
            .init("items", .array(items)),
        ]
        return SignedFile.bytes(
            format, own, proof: versions.flatMap { $0 }, picture, heads: heads, mark: mark)
    }
}

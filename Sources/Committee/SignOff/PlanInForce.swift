import CRDT

/// The plan as both sides signed it: the newest version of each item, by item id.
extension SignOffState {
    public var plansInForce: [String: SignedVersion] {
        var inForce: [String: SignedVersion] = [:]
        for (scope, leaf) in leaves {
            guard case .planItem(let id) = scope, let version = leaf.inForce else { continue }
            inForce[id] = version
        }
        return inForce
    }
}

extension SignedVersion {
    /// The data of `plan.version.signed.v1`.
    static func planData(
        _ inForce: [String: SignedVersion], committee: String, number: Int
    ) -> [AnyValue.Member] {
        let leaves = inForce.sorted { CanonicalJSON.precedes($0.key, $1.key) }.map { id, version in
            AnyValue.object([
                "id": .string(id), "version": .number(Double(version.number)),
                "digest": .string(version.digest.hex),
            ])
        }
        let root = SignedContent.root(committee: committee, leaves: inForce.mapValues(\.digest))
        return [
            .init("version", .number(Double(number))), .init("root", .string(root?.digest.hex ?? "")),
            .init("leaves", .array(leaves)),
        ]
    }
}

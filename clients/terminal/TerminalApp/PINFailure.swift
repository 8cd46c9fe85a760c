/// Why a PIN did not open the member's key.
public enum PINFailure: Hashable, Sendable {
    /// It is another PIN; so many tries are left.
    case wrong(triesLeft: Int)
    /// It does not look like one.
    case malformed
    /// It was wrong too often, and the key is gone.
    case spent
    /// Something else stood in the way: in plain words.
    case other(String)
}

extension Catalogue {
    func sentence(_ failure: PINFailure) -> String {
        switch failure {
        case .wrong(let left): self[.pinWrong, ["count": String(left)]]
        case .malformed: self[.pinMalformed]
        case .spent: self[.pinSpent]
        case .other(let words): words
        }
    }
}

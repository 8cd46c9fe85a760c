/// A named group of questions of the assessment, such as `OS-EMER`, Emergency Preparedness.
public struct CompliancePoint: Hashable, Sendable {
    /// Whether some country's programme publishes something under this point.
    public enum KeyIssue: String, Hashable, Sendable {
        case yes, no, unverified
    }
    public var id: String
    /// One of eight groups, such as Occupational Safety and Health.
    public var cluster: String
    public var name: String
    public var keyIssue: KeyIssue

    /// The point of that id; nil if the table has none.
    public static func named(_ id: String) -> CompliancePoint? { byID[id] }

    private static let byID = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
}

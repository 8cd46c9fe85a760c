/// A country of the programme.
public struct Country: Hashable, Sendable {
    /// ISO 3166, two letters.
    public var code: String
    public var name: String
    /// What such a committee is called there.
    public var committeeName: String
    /// Whether assessment results are published there.
    public var isPubliclyReporting: Bool
}

/// What follows a candidate for zero tolerance in a country: data, for handlers and advisor to read.
///
/// The programme informs the government; the room keeps the candidate, when it was informed, who received it
/// and the class of the outcome, nothing else.
public struct ZeroToleranceProtocol: Hashable, Sendable {
    /// ISO 3166, two letters; empty for the programme's own.
    public var country: String
    /// Hours from notice to an inspection, and to what follows it, where the protocol names them.
    public var inspectionHours: Int?
    public var followUpHours: Int?
    /// Whether the figures were read in the protocol's text.
    public var isRead: Bool

    /// The protocol of a country; the programme's own, without hours, where none was read.
    public static func of(country: String) -> ZeroToleranceProtocol {
        byCountry[country] ?? ZeroToleranceProtocol(country: "", isRead: false)
    }

    private static let byCountry: [String: ZeroToleranceProtocol] = [
        "EG": .init(country: "EG", inspectionHours: 48, followUpHours: 72, isRead: true)
    ]

    init(country: String, inspectionHours: Int? = nil, followUpHours: Int? = nil, isRead: Bool) {
        self.country = country
        self.inspectionHours = inspectionHours
        self.followUpHours = followUpHours
        self.isRead = isRead
    }
}

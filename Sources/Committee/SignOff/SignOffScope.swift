/// What one signature is about. `Protocol/signoff.md` lists the scopes.
public enum SignOffScope: Hashable, Sendable {
    /// Every item of the plan at once: a root over their leaves.
    case plan
    /// The commitment of one item: a leaf.
    case planItem(String)
    /// The whole self-diagnosis.
    case diagnosis
    /// The minutes of a meeting; once in force, the newest correction of them.
    case minutes(String)
    /// A progress report. Nothing signs it yet.
    case progressReport(String)

    /// The row it is about; empty for a whole document.
    public var row: String {
        switch self {
        case .plan, .diagnosis: ""
        case .planItem(let id), .minutes(let id), .progressReport(let id): id
        }
    }

    /// The document whose changes reach it; nil for what stands in none.
    public var document: DocumentName? {
        switch self {
        case .plan, .planItem: .plan
        case .diagnosis: .diagnosis
        case .minutes: .minutes
        case .progressReport: nil
        }
    }
}

/// Text form, as records carry it: `plan`, `plan/<item id>`, `diagnosis`. Not `RawRepresentable`, see
/// `DocumentName`.
extension SignOffScope {
    public var rawValue: String {
        switch self {
        case .plan: "plan"
        case .planItem(let id): "plan/\(id)"
        case .diagnosis: "diagnosis"
        case .minutes(let id): "minutes/\(id)"
        case .progressReport(let id): "progress-report/\(id)"
        }
    }

    public init?(rawValue: String) {
        let parts = rawValue.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case ("plan", 1): self = .plan
        case ("diagnosis", 1): self = .diagnosis
        case ("plan", 2) where Vocabulary.isName(parts[1]): self = .planItem(parts[1])
        case ("minutes", 2) where Vocabulary.isName(parts[1]): self = .minutes(parts[1])
        case ("progress-report", 2) where Vocabulary.isName(parts[1]): self = .progressReport(parts[1])
        default: return nil
        }
    }
}

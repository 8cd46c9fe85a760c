import Committee
import TerminalKit

/// What a member reads before their key signs it, and how far they have come.
///
/// Reading, perhaps a reservation, the PIN, then y or n: nothing is signed before the last of these, and what
/// is signed is what stands here, by its digest.
struct SigningView: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case reading
        case reserving(LineInput)
        case unlocking(LineInput)
        /// y or n is asked for.
        case confirming(pin: String)
        /// The key is at work.
        case signing
    }

    let scope: SignOffScope
    let digest: Digest
    let side: Side
    /// What is new to sign.
    let sheets: [SigningSheet]
    /// What is in force as it stands, by name.
    let inForce: [String]
    /// The language beside the original.
    var language: String
    /// All that can stand there.
    let languages: [String]
    var reservation = ""
    var isUnderProtest = false
    var step = Step.reading
    var scroll = 0
    /// The end of the sheet has stood on the screen.
    var isRead = false

    init(_ display: SignOffDisplay, for side: Side, language: String, in picture: Picture) {
        (scope, digest, self.side) = (display.scope, display.digest, side)
        var new: [SigningSheet] = []
        var old: [String] = []
        for content in display.contents {
            let sheet = SigningSheet(of: content, for: side, in: picture)
            let isInForce = picture.state.signOff.leaves[content.scope]?.inForce?.digest == content.digest
            if isInForce { old.append(sheet.title) } else { new.append(sheet) }
        }
        (sheets, inForce) = (new, old)
        self.language = language
        let found = Set(new.flatMap(\.lines).flatMap { $0.translations.keys })
        languages = found.union([language]).sorted()
    }

    /// The next language beside the original: another sheet, of which nothing is read yet.
    mutating func turnLanguage() {
        guard let place = languages.firstIndex(of: language), languages.count > 1 else { return }
        (scroll, isRead) = (0, false)
        language = languages[(place + 1) % languages.count]
    }
}

public import CRDT

/// Signed minutes as one page to print, with the heads of the record's chain: those each signer knew, and the
/// newest that whoever prints it holds, as text and as QR codes. Paper that both sides keep is what a record
/// changed later is held against.
public enum MinutesPage {
    /// The page as HTML; nil while both sides have not signed.
    ///
    /// - Parameters:
    ///   - heads: signed heads the printing member keeps, as `sync.md` has them; a case's is left out.
    ///   - language: of the headings, and of the translations shown beside the originals.
    ///   - names: of fields and values in that language.
    public static func html(
        of meeting: String, _ picture: Picture, heads: [AnyValue], language: String,
        names: any PageWords = EnglishPageWords()
    ) -> String? {
        let versions = picture.signedMinutes(of: meeting)
        guard !versions.isEmpty else { return nil }
        let words = SignedPlanPage.Words.of(language)
        let signOff = picture.state.signOff
        let name = picture.row(meeting, of: .minutes)?.ref ?? meeting
        let parts = versions.map { SignedPlanPage.section(name, $0, signOff, words, names, language) }
        let known = versions.flatMap(\.signatures).compactMap { signOff.records[$0] }.map { record in
            let statement = record.statement
            return item(
                "\(statement.member), \(statement.side.rawValue), \(record.day)", Audience.committee.rawValue,
                statement.head.sequence, statement.head.hash)
        }
        let newest = heads.compactMap { head -> String? in
            guard let audience = head["audience"]?.string, let sequence = head["sequence"]?.int,
                let hash = head["hash"]?.string, Audience(rawValue: audience)?.isOfACase == false
            else { return nil }
            return item(audience, audience, sequence, hash) + code(audience, sequence, hash)
        }
        let chain = """
            <section><h2>\(words.chain)</h2><p>\(words.chainUse)</p>
            <ul>\(known.joined())</ul>
            <ul>\(newest.joined())</ul></section>
            """
        return SignedPlanPage.page(
            in: words.language, title: "\(words.minutes) \(name)", picture, parts + [chain],
            unreviewed: names.unreviewed)
    }

    private static func item(_ name: String, _ audience: String, _ sequence: Int, _ hash: String) -> String {
        "<li><bdi>\(SignedPlanPage.escaped(name))</bdi>: "
            + "<code>\(SignedPlanPage.escaped("\(audience) \(sequence) \(hash)"))</code></li>"
    }

    /// `bipartite-head:<audience>:<sequence>:<hash>` as a picture.
    private static func code(_ audience: String, _ sequence: Int, _ hash: String) -> String {
        QRCode("bipartite-head:\(audience):\(sequence):\(hash)")?.svg ?? ""
    }
}

extension Audience {
    fileprivate var isOfACase: Bool { if case .restrictedCase = self { true } else { false } }
}

extension QRCode {
    /// Black on white with the quiet zone around, 30 mm wide.
    public var svg: String {
        let squares = (0..<size).flatMap { y in
            (0..<size).filter { isDark($0, y) }.map { "M\($0 + 4) \(y + 4)h1v1h-1z" }
        }
        return """
            <svg viewBox="0 0 \(size + 8) \(size + 8)" width="30mm" height="30mm" role="img">\
            <rect width="100%" height="100%" fill="#fff"/><path d="\(squares.joined())"/></svg>
            """
    }
}

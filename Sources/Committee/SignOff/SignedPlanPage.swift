/// A plan in force as one page to print: texts in their original language and in the reader's, with who
/// signed and the digest over it all. Everything people wrote is escaped; each text has its own direction.
public enum SignedPlanPage {
    /// The page as HTML; nil while nothing is in force.
    ///
    /// - Parameter language: of the headings (English and Chinese now, else English) and of the translations
    ///   shown beside the originals.
    public static func html(_ picture: Picture, language: String) -> String? {
        let signOff = picture.state.signOff
        let inForce = signOff.plansInForce
        guard !inForce.isEmpty,
            let root = SignedContent.root(
                committee: picture.committee, leaves: inForce.mapValues(\.digest))
        else { return nil }
        let words = Words.of(language)
        let items = inForce.sorted { CanonicalJSON.precedes($0.key, $1.key) }.map { id, version in
            section(picture.row(id, of: .plan)?.ref ?? id, version, signOff, words, language)
        }
        return page(
            words, title: "\(words.title) \(signOff.planVersion)", picture,
            items + ["<p>\(words.digest): <code>\(root.digest.hex)</code></p>"])
    }

    /// A whole page to print.
    static func page(_ words: Words, title: String, _ picture: Picture, _ parts: [String]) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(escaped(words.language))"><head><meta charset="utf-8"><title>\(escaped(title))</title>
        <style>body{font:11pt sans-serif;max-width:180mm;margin:auto}th{text-align:start;width:30%;\
        vertical-align:top}section{break-inside:avoid}code{overflow-wrap:anywhere}</style></head><body>
        <h1>\(escaped(title))</h1>
        <p><bdi>\(escaped(picture.committee))</bdi>, \(escaped(picture.day))</p>
        \(parts.joined(separator: "\n"))
        </body></html>

        """
    }

    static func section(
        _ name: String, _ version: SignedVersion, _ signOff: SignOffState, _ words: Words, _ language: String
    ) -> String {
        let fields = version.content.shownFields
        let languages = Dictionary(
            fields.filter { $0.0.hasPrefix("languages.") }.map { ($0.0.dropFirst(10), $0.1) }
        ) { first, _ in first }
        let translations = Dictionary(
            fields.filter { $0.0.hasPrefix("translations.\(language).") }.map {
                ($0.0.dropFirst("translations.\(language).".count), $0.1)
            }
        ) { first, _ in first }
        let rows = fields.compactMap { field, text -> String? in
            guard !field.hasPrefix("languages."), !field.hasPrefix("translations.") else { return nil }
            let key = Substring(field)
            let original = paragraph(text, in: languages[key])
            let translation = translations[key].map { paragraph($0, in: language) } ?? ""
            return "<tr><th>\(escaped(field))</th><td>\(original)\(translation)</td></tr>"
        }
        let signatures = version.signatures.compactMap { signOff.records[$0] }.map { record in
            let reservation = record.statement.reservation
            return "<li><bdi>\(escaped(record.statement.member))</bdi>, "
                + escaped("\(record.statement.side.rawValue), \(record.statement.office), \(record.day)")
                + (record.statement.isUnderProtest ? ", \(words.protest)" : "")
                + (reservation.isEmpty ? "" : ": " + paragraph(reservation, in: nil)) + "</li>"
        }
        return """
            <section><h2><bdi>\(escaped(name))</bdi>, \(words.version) \(version.number), \
            \(escaped(version.day))</h2>
            <table>\(rows.joined())</table>
            <ul>\(signatures.joined())</ul>
            <p><code>\(version.digest.hex)</code></p></section>
            """
    }

    /// A text with its language and its direction.
    static func paragraph(_ text: String, in language: String?) -> String {
        let tag = language.map { " lang=\"\(escaped($0))\"" } ?? ""
        let primary = language?.split(separator: "-").first.map(String.init)
        let isRightToLeft = primary.map { ["ar", "ur", "fa", "he"].contains($0) }
        let direction = isRightToLeft.map { $0 ? "rtl" : "ltr" } ?? "auto"
        let lines = escaped(text).split(separator: "\n", omittingEmptySubsequences: false)
        return "<div\(tag) dir=\"\(direction)\">\(lines.joined(separator: "<br>"))</div>"
    }

    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// The headings in one language.
    struct Words {
        var language, title, version, digest, protest, minutes, chain, chainUse: String

        static func of(_ language: String) -> Words {
            language == "zh" || language.hasPrefix("zh-")
                ? Words(
                    language: "zh", title: "已生效的改进计划", version: "版本", digest: "全部内容的摘要",
                    protest: "异议签署", minutes: "会议记录", chain: "记录链",
                    chainUse: "请保存此页。若日后记录链与此不符，说明记录被改动过。")
                : Words(
                    language: "en", title: "Improvement plan in force", version: "version",
                    digest: "Digest of all of it", protest: "under protest", minutes: "Minutes",
                    chain: "Chain of the record",
                    chainUse: "Keep this page: a record that does not hold these heads later was changed.")
        }
    }
}

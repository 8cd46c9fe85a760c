/// A plan in force as one page to print: texts in their original language and in the reader's, with who
/// signed and the digest over it all. Everything people wrote is escaped; each text has its own direction.
public enum SignedPlanPage {
    /// The page as HTML; nil while nothing is in force.
    ///
    /// - Parameters:
    ///   - language: of the headings (those of `Words`, else English) and of the translations shown
    ///     beside the originals.
    ///   - names: of fields and values in that language.
    public static func html(
        _ picture: Picture, language: String, names: any PageWords = EnglishPageWords()
    ) -> String? {
        let signOff = picture.state.signOff
        let inForce = signOff.plansInForce
        guard !inForce.isEmpty,
            let root = SignedContent.root(
                committee: picture.committee, leaves: inForce.mapValues(\.digest))
        else { return nil }
        let words = Words.of(language)
        let items = inForce.sorted { CanonicalJSON.precedes($0.key, $1.key) }.map { id, version in
            section(picture.row(id, of: .plan)?.ref ?? id, version, signOff, words, names, language)
        }
        return page(
            in: words.language, title: "\(words.title) \(signOff.planVersion)", picture,
            items + ["<p>\(words.digest): <code>\(root.digest.hex)</code></p>"],
            unreviewed: names.unreviewed)
    }

    private static let style = """
        body{font:11pt sans-serif;max-width:180mm;margin:auto}th{text-align:start;width:30%;\
        vertical-align:top}section{break-inside:avoid}code{overflow-wrap:anywhere}
        """

    /// A whole page to print, of parts that are HTML already.
    ///
    /// - Parameter unreviewed: says that no speaker has read the page's own words yet; empty once one has.
    static func page(
        in language: String, title: String, style: String = style, _ picture: Picture, _ parts: [String],
        unreviewed: String
    ) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(escaped(language))" dir="\(direction(of: language))"><head>\
        <meta charset="utf-8"><title>\(escaped(title))</title>
        <style>\(style)</style></head><body>
        <h1>\(escaped(title))</h1>
        <p><bdi>\(escaped(picture.committee))</bdi>, <bdi>\(escaped(picture.day))</bdi></p>
        \(parts.joined(separator: "\n"))\
        \(unreviewed.isEmpty ? "" : "\n<p><small>\(escaped(unreviewed))</small></p>")
        </body></html>

        """
    }

    static func section(
        _ name: String, _ version: SignedVersion, _ signOff: SignOffState, _ words: Words,
        _ names: any PageWords, _ language: String
    ) -> String {
        let rows = SigningSheet.lines(of: version.content).map { line -> String in
            let original = paragraph(
                line.isText ? line.original : names.value(of: line),
                in: line.language.isEmpty ? nil : line.language)
            let translation = line.translations[language].map { paragraph($0, in: language) } ?? ""
            return "<tr><th>\(escaped(names.label(line)))</th><td>\(original)\(translation)</td></tr>"
        }
        let signatures = version.signatures.compactMap { signOff.records[$0] }.map { record in
            let reservation = record.statement.reservation
            let office = [record.statement.side.rawValue, record.statement.office].map(names.value)
            return "<li><bdi>\(escaped(record.statement.member))</bdi>, "
                + "\(escaped(office.joined(separator: ", "))), <bdi>\(record.day)</bdi>"
                + (record.statement.isUnderProtest ? ", \(words.protest)" : "")
                + (reservation.isEmpty ? "" : ": " + paragraph(reservation, in: nil)) + "</li>"
        }
        return """
            <section><h2><bdi>\(escaped(name))</bdi>, \(words.version) \(version.number), \
            <bdi>\(escaped(version.day))</bdi></h2>
            <table>\(rows.joined())</table>
            <ul>\(signatures.joined())</ul>
            <p><code>\(version.digest.hex)</code></p></section>
            """
    }

    /// A text with its language and its direction.
    static func paragraph(_ text: String, in language: String?) -> String {
        let tag = language.map { " lang=\"\(escaped($0))\"" } ?? ""
        let direction = language.map(direction) ?? "auto"
        let lines = escaped(text).split(separator: "\n", omittingEmptySubsequences: false)
        return "<div\(tag) dir=\"\(direction)\">\(lines.joined(separator: "<br>"))</div>"
    }

    private static func direction(of language: String) -> String {
        ["ar", "ur", "fa", "he"].contains(LanguageTag.primary(language)) ? "rtl" : "ltr"
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
            all[LanguageTag.primary(language)] ?? english
        }

        private static let english = Words(
            language: "en", title: "Improvement plan in force", version: "version",
            digest: "Digest of all of it", protest: "under protest", minutes: "Minutes",
            chain: "Chain of the record",
            chainUse: "Keep this page: a record that does not hold these heads later was changed.")

        private static let all = [
            "bn": Words(
                language: "bn", title: "কার্যকর উন্নয়ন পরিকল্পনা", version: "সংস্করণ",
                digest: "সব কিছুর ডাইজেস্ট", protest: "আপত্তিসহ সই", minutes: "কার্যবিবরণী",
                chain: "নথির চেইন",
                chainUse: "এই পাতা রাখুন: পরে নথিতে এই কোডগুলো না থাকলে বুঝবেন নথি বদলানো হয়েছে।"),
            "vi": Words(
                language: "vi", title: "Kế hoạch cải tiến đang có hiệu lực", version: "bản",
                digest: "Mã tóm tắt của toàn bộ", protest: "ký có phản đối", minutes: "Biên bản",
                chain: "Chuỗi hồ sơ",
                chainUse: "Hãy giữ trang này: hồ sơ nào sau này không có các đầu chuỗi này là đã bị sửa."),
            "zh": Words(
                language: "zh", title: "已生效的改进计划", version: "版本", digest: "全部内容的摘要",
                protest: "异议签署", minutes: "会议记录", chain: "记录链",
                chainUse: "请保存此页。若日后记录链与此不符，说明记录被改动过。"),
            "km": Words(
                language: "km", title: "ផែនការកែលម្អដែលមានសុពលភាព", version: "កំណែ",
                digest: "សញ្ញាសម្គាល់នៃខ្លឹមសារទាំងអស់", protest: "ចុះហត្ថលេខាដោយតវ៉ា",
                minutes: "កំណត់ហេតុ", chain: "ខ្សែកំណត់ត្រា",
                chainUse: "សូមរក្សាទុកទំព័រនេះ៖ បើកំណត់ត្រានៅពេលក្រោយខុសពីនេះ វាត្រូវបានកែប្រែ។"),
            "ar": Words(
                language: "ar", title: "خطة التحسين السارية", version: "النسخة", digest: "بصمة المحتوى كله",
                protest: "توقيع مع الاحتجاج", minutes: "المحضر", chain: "سلسلة السجل",
                chainUse: "احتفظوا بهذه الصفحة: السجل الذي لا يحوي هذه الرؤوس لاحقًا قد غُيّر."),
        ]
    }
}

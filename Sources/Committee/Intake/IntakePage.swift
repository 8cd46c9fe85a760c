/// The form for anonymous reports as one page of HTML: no script, no cookie, nothing loaded from elsewhere.
/// `Protocol/intake.md` is the page.
public struct IntakePage: Sendable {
    /// What the form has to say above itself.
    public enum Outcome: Hashable, Sendable {
        case blank
        /// The words are in; this is the code to follow them up.
        case taken(IntakeCode)
        /// A slip that is used, unknown or mistyped: which of the three nobody is told.
        case refused
        case problem(IntakeForm.Problem)
        /// What stands under a case code; nil while the words are on their way.
        case answer(ReporterAnswer?)
        /// A word of the reporter was noted.
        case done
        case unknownCode
        /// The server cannot take it now.
        case later
    }

    private let words: IntakeWords

    public init(language: String) {
        words = IntakeWords(language)
    }

    /// The page, padded: every answer of the form has one of a few lengths.
    public func bytes(_ outcome: Outcome) -> [UInt8] {
        IntakePadding.padded(Array(html(outcome).utf8))
    }

    func html(_ outcome: Outcome) -> String {
        let links = IntakeWords.languages.map { tag, name in
            "<a lang=\"\(tag)\" href=\"?l=\(tag)\">\(name)</a>"
        }.joined(separator: " · ")
        return """
            <!DOCTYPE html>
            <html lang="\(words.language)" dir="\(words.isRightToLeft ? "rtl" : "ltr")"><head>\
            <meta charset="utf-8"><meta name="viewport" content="width=device-width">\
            <meta name="referrer" content="no-referrer"><title>\(words[.title])</title>\
            <style>body{font:17px/1.5 sans-serif;max-width:34em;margin:auto;padding:1em}\
            label,legend{display:block;margin-top:.8em;font-weight:bold}\
            input,select,textarea,button{font:inherit;width:100%;box-sizing:border-box;padding:.4em}\
            button{margin-top:.8em}output{display:block;border:2px solid;padding:.8em;margin:1em 0}\
            code{font-size:1.3em}nav{font-size:.9em}</style></head><body>
            <nav>\(links)</nav>
            <h1>\(words[.title])</h1>
            \(said(outcome))
            <p>\(words[.intro])</p><p><b>\(words[.readers])</b></p><p>\(words[.notHidden])</p>
            \(reportForm)
            <h2>\(words[.followTitle])</h2>
            \(followForm)
            </body></html>

            """
    }

    // MARK: The forms

    private var reportForm: String {
        """
        <form method="post" action="?l=\(words.language)" accept-charset="utf-8" autocomplete="off">
        <input type="hidden" name="lang" value="\(words.language)">
        \(code("slip", .slip))
        <label for="category">\(words[.about])</label>\
        \(choice("category", Self.categories, isOptional: false))
        <label for="severity">\(words[.grave])</label>\
        \(choice("severity", Self.severities, isOptional: false))
        <label for="concern">\(words[.concern])</label>\
        \(choice("concern", IssueConcern.allCases.map(\.rawValue), isOptional: true))
        <label for="grounds">\(words[.grounds])</label>\
        \(choice("grounds", ZeroToleranceGrounds.allCases.map(\.rawValue), isOptional: true))
        <label for="text">\(words[.words])</label>
        <textarea id="text" name="text" rows="8" dir="auto" maxlength="\(IntakeReport.wordsMax)" required>\
        </textarea>
        <button>\(words[.send])</button></form>
        """
    }

    private var followForm: String {
        """
        <form method="post" action="?l=\(words.language)" accept-charset="utf-8" autocomplete="off">
        <input type="hidden" name="lang" value="\(words.language)">
        \(code("case", .code))
        <label for="more">\(words[.more])</label>
        <textarea id="more" name="text" rows="3" dir="auto" maxlength="\(IntakeReport.wordsMax)"></textarea>
        <button name="say" value="look">\(words[.look])</button>
        <button name="say" value="add">\(words[.add])</button>
        <button name="say" value="solved">\(words[.solved])</button>
        <button name="say" value="not_solved">\(words[.notSolved])</button>
        <button name="say" value="take_back">\(words[.takeBack])</button></form>
        """
    }

    private func code(_ name: String, _ label: IntakeWords.Phrase) -> String {
        "<label for=\"\(name)\">\(words[label])</label>"
            + "<input id=\"\(name)\" name=\"\(name)\" dir=\"ltr\" maxlength=\"40\" "
            + "autocapitalize=\"characters\" spellcheck=\"false\" required>"
    }

    private func choice(_ name: String, _ values: [String], isOptional: Bool) -> String {
        let blank = "<option value=\"\">\(isOptional ? words[.none] : "")</option>"
        let options = values.map { "<option value=\"\($0)\">\(words.word($0))</option>" }.joined()
        return
            "<select id=\"\(name)\" name=\"\(name)\"\(isOptional ? "" : " required")>"
            + "\(blank)\(options)</select>"
    }

    private static let categories = words(of: .category)
    private static let severities = words(of: .severity)

    private static func words(of vocabulary: Vocabulary) -> [String] {
        if case .words(let words) = vocabulary { words } else { [] }
    }

    // MARK: What it says

    private func said(_ outcome: Outcome) -> String {
        switch outcome {
        case .blank: ""
        case .taken(let code):
            box("<b>\(words[.taken])</b><br>\(words[.keepCode])<br><code dir=\"ltr\">\(code.printed)</code>")
        case .refused: box(words[.refused])
        case .problem(.tooLong): box(words[.tooLong])
        case .problem(.notText): box(words[.notText])
        case .problem(.incomplete): box(words[.incomplete])
        case .answer(nil): box(words[.waiting])
        case .answer(let answer?): box(lines(of: answer))
        case .done: box(words[.done])
        case .unknownCode: box(words[.unknownCode])
        case .later: box(words[.later])
        }
    }

    private func lines(of answer: ReporterAnswer) -> String {
        let texts = answer.texts.map { text in
            "<p dir=\"auto\"><bdi>\(SignedPlanPage.escaped(text.day))</bdi>: "
                + SignedPlanPage.escaped(text.text).replacing("\n", with: "<br>") + "</p>"
        }
        return "<b>\(words[state(of: answer.status)])</b><p>\(words[.answers])</p>"
            + (texts.isEmpty ? "<p>\(words[.noAnswer])</p>" : texts.joined())
    }

    private func state(of status: IssueStatus) -> IntakeWords.Phrase {
        switch status {
        case .new: .stateNew
        case .resolved: .stateResolved
        case .closedConfirmed, .withdrawn, .outOfScope: .stateClosed
        default: .stateWorked
        }
    }

    private func box(_ html: String) -> String { "<output>\(html)</output>" }
}

/// Slips for one printing, as one page: each with its code, the address of the form and its picture.
public enum SlipSheet {
    /// - Parameters:
    ///   - address: of the form, without a language: `https://host/report/<committee>`.
    ///   - language: of the readers.
    public static func html(_ slips: [IntakeCode], address: String, language: String) -> String {
        let words = IntakeWords(language)
        let form = "\(address)?l=\(words.language)"
        let picture = QRCode(form)?.svg ?? ""
        let parts = slips.map { slip in
            """
            <section><div>\(picture)</div><div><b>\(words[.title])</b><br>\
            <bdi dir="ltr">\(SignedPlanPage.escaped(form))</bdi><br>\(words[.slip]):<br>\
            <code dir="ltr">\(slip.printed)</code><br><small>\(words[.slipUse])</small></div></section>
            """
        }
        return """
            <!DOCTYPE html>
            <html lang="\(words.language)" dir="\(words.isRightToLeft ? "rtl" : "ltr")"><head>\
            <meta charset="utf-8"><title>\(words[.title])</title>\
            <style>body{font:11pt sans-serif}section{display:flex;gap:4mm;border:1px dashed;padding:3mm;\
            break-inside:avoid}code{font-size:14pt}</style></head><body>
            \(parts.joined(separator: "\n"))
            </body></html>

            """
    }
}

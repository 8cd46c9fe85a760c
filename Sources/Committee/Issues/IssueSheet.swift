import CRDT

/// The issue sheet for the notice board: every matter that may be shown to the whole workforce, as one page
/// to print. Who raised a matter, how it came in and what handlers noted never stands there.
public enum IssueSheet {
    /// The page as HTML, newest matter first; everything people wrote is escaped.
    ///
    /// - Parameter language: of the headings (those of `IntakeWords`, else English), of the page's direction,
    ///   and of the translations shown beside the originals.
    public static func html(_ picture: Picture, language: String) -> String {
        let words = IntakeWords(language)
        let headings = Headings.of(words.language)
        let open = picture.state.issues.filter { _, issue in
            issue.label == .open && !issue.isMovedAway && !issue.isErased
        }
        let shown = open.sorted {
            ($1.value.opened?.text ?? "", $0.key) < ($0.value.opened?.text ?? "", $1.key)
        }
        let sections = shown.compactMap { id, issue in
            picture.row(id, of: .issues).map { section($0, issue, words, headings, language) }
        }
        return SignedPlanPage.page(
            in: words.language, title: headings.title,
            style: """
                body{font:13pt sans-serif;max-width:180mm;margin:auto}section{break-inside:avoid;\
                border-top:1px solid}
                """, picture,
            ["<p>\(headings.use)</p>"] + (sections.isEmpty ? ["<p>\(headings.none)</p>"] : sections),
            unreviewed: headings.unreviewed)
    }

    private static func section(
        _ row: Row, _ issue: IssueState, _ words: IntakeWords, _ headings: Headings, _ language: String
    ) -> String {
        let text = row["text"]
        let original = SignedPlanPage.paragraph(text?.shown ?? "", in: text?.language ?? issue.language)
        let translation = row["translations.\(language).text"]?.shown ?? ""
        let translated =
            translation.isEmpty ? "" : SignedPlanPage.paragraph(translation, in: language)
        var facts = [words[state(of: issue.status)]]
        func add(_ heading: String, _ day: CalendarDay?) {
            if let day { facts.append("\(heading) <bdi>\(day.text)</bdi>") }
        }
        add(headings.raised, issue.opened)
        if issue.acknowledged == nil { add(headings.answerBy, issue.acknowledgeDue) }
        if let resolved = issue.resolved {
            add(headings.solved, resolved)
        } else {
            add(headings.solveBy, issue.resolveDue)
        }
        let name = SignedPlanPage.escaped(row.ref ?? "")
        let category = issue.category.map { SignedPlanPage.escaped(words.word($0)) } ?? words[.other]
        return """
            <section><h2><bdi>\(name)</bdi> \(category)</h2>
            \(original)\(translated)
            <p>\(facts.joined(separator: " · "))</p></section>
            """
    }

    private static func state(of status: IssueStatus) -> IntakeWords.Phrase {
        switch status {
        case .new: .stateNew
        case .acknowledged, .underReview, .actionAgreed, .escalated, .reopened: .stateWorked
        case .resolved: .stateResolved
        case .closedConfirmed, .withdrawn, .outOfScope: .stateClosed
        }
    }

    /// What the sheet says beyond the words of the form for reports.
    private struct Headings {
        var title, use, none, raised, answerBy, solveBy, solved: String
        /// Says that no speaker has read these words yet; empty once one has.
        var unreviewed = ""

        static func of(_ language: String) -> Headings { all[language] ?? english }

        private static let english = Headings(
            title: "What the committee is working on",
            use: "Only matters that may be shown to everybody stand here. Who raised them is not told.",
            none: "No matter may be shown now.", raised: "raised on", answerBy: "to be answered by",
            solveBy: "to be solved by", solved: "solved on")

        private static let all = [
            "zh": Headings(
                title: "委员会正在处理的事项", use: "这里只有可以向所有人公开的事项。不说明由谁提出。", none: "目前没有可公开的事项。",
                raised: "提出于", answerBy: "答复期限", solveBy: "解决期限", solved: "解决于",
                unreviewed: "这份译文尚未经母语者审阅。"),
            "ar": Headings(
                title: "ما تعمل عليه اللجنة",
                use: "هنا فقط ما يجوز عرضه على الجميع. ولا يُذكر من أبلغ عنه.",
                none: "لا شيء يُعرض الآن.", raised: "أُبلغ في", answerBy: "الرد قبل", solveBy: "الحل قبل",
                solved: "حُلّ في",
                unreviewed: "لم يراجع هذه الترجمة ناطق بها بعد."),
            "bn": Headings(
                title: "কমিটি যা নিয়ে কাজ করছে", use: "এখানে শুধু সবাইকে দেখানো যায় এমন বিষয় আছে। কে তুলেছেন তা বলা হয় না।",
                none: "এখন দেখানোর মতো কিছু নেই।", raised: "তোলা হয়েছে", answerBy: "উত্তরের শেষ দিন",
                solveBy: "সমাধানের শেষ দিন", solved: "সমাধান হয়েছে",
                unreviewed: "এই অনুবাদ এখনও এই ভাষার কোনো বক্তা দেখেননি।"),
            "vi": Headings(
                title: "Những việc ủy ban đang giải quyết",
                use: "Ở đây chỉ có những việc được phép cho mọi người xem. Không nói ai đã nêu.",
                none: "Hiện không có việc nào được nêu ở đây.", raised: "nêu ngày", answerBy: "trả lời trước",
                solveBy: "giải quyết trước", solved: "giải quyết ngày",
                unreviewed: "Bản dịch này chưa được người bản ngữ xem lại."),
            "id": Headings(
                title: "Yang sedang dikerjakan komite",
                use: "Di sini hanya hal yang boleh dilihat semua orang, tanpa nama pengangkatnya.",
                none: "Sekarang tidak ada yang boleh ditampilkan.", raised: "diangkat pada",
                answerBy: "dijawab sebelum", solveBy: "diselesaikan sebelum", solved: "diselesaikan pada",
                unreviewed: "Terjemahan ini belum diperiksa oleh penutur bahasa ini."),
            "km": Headings(
                title: "អ្វីដែលគណៈកម្មាធិការកំពុងដោះស្រាយ",
                use: "នៅទីនេះមានតែរឿងដែលអាចបង្ហាញដល់មនុស្សទាំងអស់។ មិនប្រាប់ថានរណាបានលើកឡើងទេ។",
                none: "ឥឡូវនេះគ្មានរឿងដែលអាចបង្ហាញទេ។", raised: "លើកឡើងនៅ", answerBy: "ត្រូវឆ្លើយត្រឹម",
                solveBy: "ត្រូវដោះស្រាយត្រឹម", solved: "បានដោះស្រាយនៅ",
                unreviewed: "ការបកប្រែនេះមិនទាន់មានអ្នកនិយាយភាសានេះពិនិត្យទេ។"),
        ]
    }
}

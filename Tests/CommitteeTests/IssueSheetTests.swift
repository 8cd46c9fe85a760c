import CRDT
import Committee
import Foundation
import TestSupport
import Testing

@Suite("The issue sheet for the notice board")
struct IssueSheetTests {
    private static let sample = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/samples/sample-committee.json")

    private func picture() throws -> Picture {
        var random = SeededGenerator(seed: 1)
        let sample = try CommitteeImport(json: Array(Data(contentsOf: Self.sample)), random: &random)
        var documents: [DocumentName: Doc] = [:]
        for (name, update) in sample.updates {
            var doc = Doc(clientID: 900)
            try doc.apply(update)
            documents[name] = doc
        }
        var state = CommitteeState()
        for event in sample.events { state.take(event) }
        return Picture(
            committee: "factory-invented-01", day: "2024-11-11", state: state, documents: documents,
            events: sample.events)
    }

    @Test("Only matters with the label open stand on it, and nobody's name")
    func onlyOpen() throws {
        let picture = try picture()
        let page = IssueSheet.html(picture, language: "en")
        var shown = 0
        for (id, issue) in picture.state.issues {
            guard let row = picture.rows(of: issue.label.document(of: id)).first(where: { $0.id == id }),
                let ref = row.ref
            else {
                continue
            }
            let stands = page.contains("<bdi>\(ref)</bdi>")
            #expect(stands == (issue.label == .open), "\(ref): \(issue.label)")
            shown += stands ? 1 : 0
        }
        #expect(shown == 2)
        for member in picture.state.roster.members { #expect(!page.contains(member.name)) }
    }

    @Test("It reads from right to left in Arabic, and each text keeps its own direction")
    func direction() throws {
        let page = IssueSheet.html(try picture(), language: "ar")
        #expect(page.contains("<html lang=\"ar\" dir=\"rtl\">"))
        #expect(page.contains("ما تعمل عليه اللجنة"))
        #expect(page.contains("dir=\"ltr\""))
    }

    @Test("Every language of the form has headings, and one that no speaker has read says so")
    func headings() throws {
        let picture = try picture()
        let english = "What the committee is working on"
        for (tag, _) in IntakeWords.languages {
            let page = IssueSheet.html(picture, language: tag)
            #expect(page.contains("<html lang=\"\(tag)\""), "\(tag)")
            #expect(page.contains(english) == (tag == "en"), "\(tag)")
            #expect(page.contains("<small>") == (tag != "en"), "\(tag)")
        }
        let khmer = IssueSheet.html(picture, language: "km-KH")
        #expect(khmer.contains("អ្វីដែលគណៈកម្មាធិការកំពុងដោះស្រាយ") && khmer.contains("កំពុងដោះស្រាយ"))
    }

    @Test("A language without headings has English ones")
    func otherLanguage() throws {
        #expect(
            IssueSheet.html(try picture(), language: "ne").contains("What the committee is working on"))
    }
}

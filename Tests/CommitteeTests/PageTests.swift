import Foundation
import Testing

@testable import Committee

@Suite("Code and pages say the same")
struct PageTests {
    @Test("Every event type stands on the page, and every type on the page is known")
    func events() throws {
        let page = try ProjectFile.text("Protocol/events.md")
        var onPage: Set<String> = []
        for line in page.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|")
            for type in cells[0].split(separator: "`") where type.hasSuffix(".v1") {
                onPage.insert(String(type))
                let audience = cells[1].trimmingCharacters(in: .whitespaces)
                let known = EventType(rawValue: String(type))?.audiences
                switch audience {
                case "committee": #expect(known == [.committee], "\(type)")
                case "worker": #expect(known == [.workerSide], "\(type)")
                default: #expect(known.map { $0.count > 1 || $0 == [.restrictedCase] } == true, "\(type)")
                }
            }
        }
        #expect(onPage == Set(EventType.allCases.map(\.rawValue)))
    }

    @Test("Every field of every row stands on the page")
    func fields() throws {
        let page = try ProjectFile.text("Protocol/documents.md")
        for document in DocumentName.standing {
            for entry in RowPage.page(of: document).entries {
                #expect(page.contains("`\(entry.name)`"), "\(document.rawValue): \(entry.name)")
            }
            for root in document.schema.keys { #expect(page.contains("`\(root)`")) }
        }
    }
}

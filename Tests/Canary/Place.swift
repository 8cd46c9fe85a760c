import CRDT

@testable import Committee

/// A field of a document that has room for a marker, told from the page of its rows: a field that joins a
/// page is a place without anybody saying so.
struct Place: Hashable {
    /// As scripts name it: `whys.1`, `branches.people.1`, `translations.km.issue`.
    var field: String
    /// nil: a text; else what a value may be.
    var vocabulary: Vocabulary?

    /// All of them, of a document's rows. `branch` and `row` are the names of a branch and of a linked row.
    static func all(in document: DocumentName) -> [Place] {
        guard document.rowsRoot != nil else { return [] }
        return RowPage.page(of: document).entries.flatMap { entry -> [Place] in
            let place = entry.name
            switch entry.home {
            case .text: return texts([place])
            case .texts: return texts([place + ".1"])
            case .branches: return texts([place + ".people.1"])
            case .notes: return texts([place + ".1"])
            case .objects(let vocabulary):
                return vocabulary.hasFreeWords ? [Place(field: place + ".1", vocabulary: vocabulary)] : []
            case .group(let members):
                return members.filter { $0.vocabulary.hasFreeWords }.map {
                    Place(field: "\(place).\($0.name)", vocabulary: $0.vocabulary)
                }
            case .entry(let vocabulary):
                return vocabulary.hasFreeWords ? [Place(field: place, vocabulary: vocabulary)] : []
            case .languages, .event: return []
            }
        }
    }

    private static func texts(_ names: [String]) -> [Place] {
        names.flatMap { [Place(field: $0), Place(field: "translations.km.\($0)")] }
    }

    init(field: String, vocabulary: Vocabulary? = nil) {
        self.field = field
        self.vocabulary = vocabulary
    }

    /// The line of the permission table it stands under.
    func area(in document: DocumentName) -> Area {
        guard document == .plan else { return document.area }
        let steps = field.split(separator: ".")
        let name = steps.first == "translations" ? steps.dropFirst(2).first : steps.first
        return name == "progress" || name == "evidence" ? .planProgress : .plan
    }
}

import Testing

@testable import TerminalApp

@Suite("Catalogues")
struct CatalogueTests {
    @Test("Every catalogue has a text for every phrase", arguments: Catalogue.all.map(\.tag))
    func whole(_ tag: String) {
        let catalogue = Catalogue.of(tag)
        let missing = Phrase.allCases.filter { catalogue.phrases[$0] == nil }
        #expect(missing.isEmpty, "\(tag) lacks \(missing.map(\.rawValue).joined(separator: ", "))")
    }

    @Test("A translation fills in what English fills in", arguments: Catalogue.all.map(\.tag))
    func places(_ tag: String) {
        let catalogue = Catalogue.of(tag)
        for phrase in Phrase.allCases {
            #expect(
                Self.places(catalogue[phrase]) == Self.places(Catalogue.english[phrase]),
                "\(tag): \(phrase.rawValue)")
        }
    }

    @Test("A language nobody has reviewed says so, and English needs not to")
    func reviewed() {
        for catalogue in Catalogue.all {
            #expect(catalogue.isReviewed == catalogue[.unreviewed].isEmpty, "\(catalogue.tag)")
        }
    }

    @Test("A locale finds its catalogue, and one without a catalogue reads English")
    func locales() {
        #expect(Catalogue.of("zh-CN").tag == "zh")
        #expect(Catalogue.of("ar_LB.UTF-8").tag == "ar")
        #expect(Catalogue.of("km").tag == "km")
        #expect(Catalogue.of("vi_VN").tag == "en")
        #expect(Catalogue.of("").tag == "en")
    }

    private static func places(_ text: String) -> Set<String> {
        Set(
            text.split(separator: "{").dropFirst().compactMap {
                $0.split(separator: "}").first.map(String.init)
            })
    }
}

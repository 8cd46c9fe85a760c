import Testing

@testable import Committee

@Suite("Letters that look like others")
struct LookAlikeTests {
    @Test(
        "A word of two scripts whose letters look alike is found",
        arguments: [
            "\u{430}dmin", "Exit d\u{43E}or", "S\u{430}m", "\u{3A1}lan", "p\u{585}st",
        ])
    func mixed(text: String) { #expect(!LookAlikes.areAbsent(from: text)) }

    @Test(
        "Words of one script, units and two scripts side by side are none",
        arguments: [
            "Sam", "Хива 2 line", "5 kΩ", "ISO-9001 бўлими", "Ελλάδα EU", "জরুরি দরজা exit", "安全 exit",
            "Nguyễn Thị Hòa", "",
        ])
    func honest(text: String) { #expect(LookAlikes.areAbsent(from: text)) }

    @Test(
        "Names that look the same share a skeleton",
        arguments: [
            ("Sara Khan", "S\u{430}ra Khan"), ("Sara Khan", "SARA  khan"), ("Sara Khan", "Sara\u{200B} Khan"),
            ("Sara Khan", "\u{FF33}ara Khan"), ("Al1", "AlI"), ("All", "AlI"), ("Karim", "KARIM"),
            ("Ibrahim", "\u{406}brahim"), ("Karim", "Kar\u{34F}im"), ("Karim", "Karim\u{FE0F}"),
            ("Karim", "Karim\u{3164}"),
        ])
    func skeletons(one: String, other: String) {
        #expect(!LookAlikes.skeletons(of: one).isDisjoint(with: LookAlikes.skeletons(of: other)))
    }

    @Test(
        "Names that differ share none",
        arguments: [("Sara Khan", "Sara Kahn"), ("Lina", "Llna"), ("Mai", "Mal"), ("Nguyễn", "Nguyen")])
    func different(one: String, other: String) {
        #expect(LookAlikes.skeletons(of: one).isDisjoint(with: LookAlikes.skeletons(of: other)))
    }
}

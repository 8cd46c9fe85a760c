/// Text that is printed, not drawn.
public enum PlainText {
    /// The text without what a terminal would act on: of its control characters, line ends and tabs stay.
    ///
    /// JSON stays the JSON it was: there most control characters stand as escapes.
    public static func of(_ text: String) -> String {
        String(
            text.unicodeScalars.filter { scalar in
                scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control
            })
    }
}

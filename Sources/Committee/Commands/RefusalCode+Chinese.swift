extension RefusalCode {
    static let chinese: [RefusalCode: RefusalSentences] = [
        .commandUnreadable: .init("无法读取该命令：{member} 不符合要求（{expected}）。", "请更正后重新发送。"),
        .commandUnknown: .init("服务器没有这个命令。", "请检查名称，或升级服务器。"),
        .notFound: .init("没有这个名称的内容。", "请检查名称；列表中可以看到现有内容。"),
        .notPermitted: .init("您的角色不能执行此操作。", "请由有此权限的成员来做；角色说明中有列出。"),
        .valueInvalid: .init("{field} 的值不符合要求（{expected}）。", "请选择符合要求的值再试。"),
        .idUsed: .init("该命令的编号已用于另一个命令。", "请换一个新编号重新发送。"),
    ]
}

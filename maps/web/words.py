"""The words of layers, as the scripts that draw them read them."""

LAYER_WORDS: dict[str, str] = {
    "too_old": (
        "本图未能绘出：此浏览器版本过旧，不能解压图中的数据。请用较新的浏览器打开"
        "（Chrome、Edge、360 等的内核不低于 80，Firefox 不低于 113，Safari 不低于 16.4），"
        "或请制图人用不压缩的方式（compress=False）重新生成。"
    ),
    "broken": (
        "“{name}”未能绘出：文件中的数据已损坏（校验和不符），可能是传输或保存不完整；"
        "请重新复制文件，或请制图人重新生成。"
    ),
    "class_hide": "点击隐藏这一类",
    "class_show": "点击显示这一类",
}

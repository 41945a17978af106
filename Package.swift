// swift-tools-version:5.7
// For applications on iOS: `OffhookApple` is the bridge, `COffhook` the core and the host below it.
// NOT TRIED: nobody has built this with Xcode yet (adapters/apple/README.md). Its names and paths are
// checked against the tree by tests/apple/package.
import PackageDescription

let package = Package(
    name: "offhook",
    platforms: [.iOS(.v15), .macCatalyst(.v15)],
    products: [
        .library(name: "OffhookApple", targets: ["OffhookApple"])
    ],
    targets: [
        .target(
            name: "COffhook",
            path: ".",
            sources: [
                "src/core",
                "src/host/carry.c",
                "src/host/host.c",
                "src/host/legs.c",
                "src/host/stop.c",
            ],
            publicHeadersPath: "include"
        ),
        .target(
            name: "OffhookApple",
            dependencies: ["COffhook"],
            path: "adapters/apple",
            exclude: ["README.md"],
            publicHeadersPath: "include/OffhookApple",
            cSettings: [.headerSearchPath(".")],
            linkerSettings: [
                .linkedFramework("AVFAudio"),
                .linkedFramework("CallKit"),
                .linkedFramework("PushKit"),
                .linkedFramework("UIKit"),
            ]
        ),
    ]
)

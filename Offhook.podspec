# NOT TRIED: nobody has built this with CocoaPods yet (adapters/apple/README.md). Its names and paths are
# checked against the tree by tests/apple/package.
Pod::Spec.new do |spec|
  spec.name = 'Offhook'
  spec.version = '0.1.0'
  spec.summary = 'VoIP calls that never end in "connected" and silence.'
  spec.homepage = 'https://example.org/offhook'
  spec.license = { :type => 'MIT', :file => 'LICENSE' }
  spec.author = 'The offhook authors'
  spec.source = { :git => 'https://example.org/offhook.git', :tag => spec.version.to_s }
  spec.ios.deployment_target = '15.0'
  spec.requires_arc = true
  spec.module_name = 'OffhookApple'
  spec.source_files = [
    'include/offhook/*.h',
    'src/core/*.{h,c}',
    'src/host/{carry,host,legs,stop}.c',
    'src/host/{carry,host_private,legs}.h',
    'adapters/apple/*.{h,m}',
    'adapters/apple/include/OffhookApple/*.h',
  ]
  spec.public_header_files = ['include/offhook/*.h', 'adapters/apple/include/OffhookApple/*.h']
  spec.pod_target_xcconfig = {
    'HEADER_SEARCH_PATHS' => '"$(PODS_TARGET_SRCROOT)/include" "$(PODS_TARGET_SRCROOT)/adapters/apple" "$(PODS_TARGET_SRCROOT)/adapters/apple/include/OffhookApple"',
  }
  spec.frameworks = ['AVFAudio', 'CallKit', 'PushKit', 'UIKit']
end

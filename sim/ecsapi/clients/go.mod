module example.com/ecsdisk/sim/ecsapi/clients

go 1.26.0

require (
	example.com/ecsdisk v0.0.0
	github.com/alibabacloud-go/darabonba-openapi/v2 v2.1.14
	github.com/alibabacloud-go/ecs-20140526/v7 v7.7.0
	github.com/aliyun/alibaba-cloud-sdk-go v1.63.107
)

replace example.com/ecsdisk => ../../..

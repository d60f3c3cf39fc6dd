package history

import (
	"strings"

	"example.com/ecsdisk/model/book"
)

// standard are values of parameters that change nothing that the machine has; any other value
// would.
var standard = map[string]string{
	"AutoStartInstance": "false", "BatchOptimization": "AllTogether", "Bootable": "false", "BurstingEnabled": "false", "DeletionProtection": "false", "DryRun": "false",
	"EnableShared": "false", "HibernationOptions.Configured": "false", "Hibernate": "false", "InitLocalDisk": "false", "MultiAttach": "Disabled", "ProvisionedIops": "0",
	"SpotDuration": "0", "SpotInterruptionBehavior": "Terminate", "SpotPriceLimit": "0", "SpotStrategy": "NoSpot", "TerminateSubscription": "false",
}

// ofRequest are parameters that belong to the request itself, or ask a describe for more fields.
var ofRequest = namesIn(`
		AcceptLanguage AccessKeyId AcsHost AcsProduct Action Format HostId HttpRequestId OwnerAccount OwnerId Region RegionId RequestId ResourceOwnerAccount ResourceOwnerId
		SecurityToken Signature SignatureMethod SignatureNonce SignatureType SignatureVersion StsTokenCallerUid StsTokenPlayerUid Timestamp Version
		AdditionalAttributes AdditionalAttributes.N NeedSaleCycle`)

// besideMachine are parameters of other operations than describes, whatever value of which
// changes nothing that the machine has: names of things, what is paid, who may reach it.
var besideMachine = namesIn(`
		ClientToken Description Device DiskName Encrypted EnableAutoSnapshot KMSKeyId KeyPairName Password PerformanceLevel ResourceGroupId SecurityEnhancementStrategy Size ZoneId
		ConfirmStop ForceStop StoppedMode
		Affinity AutoRenew AutoRenewPeriod ClusterId CreditSpecification DedicatedHostId DeploymentSetGroupNo DeploymentSetId HostName HpcClusterId HttpEndpoint
		HttpPutResponseHopLimit HttpTokens ImageFamily ImageId InnerIpAddress InstanceName InstanceType InternetChargeType InternetMaxBandwidthIn InternetMaxBandwidthOut
		IoOptimized ManagedHostId NodeControllerId PasswordInherit Period PeriodUnit PrivateIpAddress RamRoleName SecurityGroupId StorageSetId
		StorageSetPartitionNumber Tenancy UseAdditionalService UserData VSwitchId VlanId`)

func namesIn(text string) map[string]bool {
	all := map[string]bool{}
	for name := range strings.FieldsSeq(text) {
		all[name] = true
	}
	return all
}

// isHarmless reports whether a parameter with such a value changes nothing that the machine
// has or, of a describe, that it shows.
func isHarmless(action book.Action, name, value string) bool {
	switch is, ok := standard[name]; {
	case ofRequest[name]:
		return true
	case action.Describe():
		return (name == "DryRun" || name == "EnableShared") && strings.EqualFold(is, value)
	case ok:
		return strings.EqualFold(is, value)
	}
	for _, prefix := range []string{"Tag.", "SystemDisk.", "PrivatePoolOptions."} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return besideMachine[name]
}
